using Orleans.Runtime;

namespace Orleans;

/// <summary>What can be asked of a grain or of a reference to one.</summary>
public static class GrainExtensions
{
    /// <summary>A reference, under the given interface, to the grain.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var reference = Reference(grain);
        return (TGrainInterface)reference.Class.Runtime.Refer(typeof(TGrainInterface), reference.Class, reference.Key);
    }

    /// <summary>The identity of the grain.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => Reference(grain).GrainId;

    /// <summary>The key of the grain.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.Key,
        IGrainBase running => GrainBaseExtensions.Context(running).Key,
        _ => GetGrainId(grain).Key.ToString(),
    };

    private static GrainReference Reference(IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference,
            IGrainBase running => GrainBaseExtensions.Context(running).GrainReference,
            _ => throw new ArgumentException(
                $"{grain.GetType().FullName} is neither a grain nor a grain reference.", nameof(grain)),
        };
    }
}
