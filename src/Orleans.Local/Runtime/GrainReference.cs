using Orleans.Local;

namespace Orleans.Runtime;

/// <summary>Names a grain, whether it is active or not. Equal when it names the same grain.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private protected Activation? Last;

    internal GrainReference(GrainClass grainClass, string key) => (Class, Key) = (grainClass, key);

    /// <summary>The identity of the grain.</summary>
    public GrainId GrainId => new(Class.GrainType, IdSpan.Create(Key));

    internal GrainClass Class { get; }

    internal string Key { get; }

    /// <inheritdoc />
    public bool Equals(GrainReference? other) => other is not null && other.Class == Class && other.Key == Key;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc />
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Whether both name the same grain.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Whether they name different grains.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) =>
        !(reference1 == reference2);

    /// <inheritdoc />
    public override string ToString() => $"GrainReference:{GrainId}";
}
