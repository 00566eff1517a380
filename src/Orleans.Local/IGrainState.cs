namespace Orleans;

/// <summary>What a storage reads into and writes from.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The value.</summary>
    T? State { get; set; }

    /// <summary>The version of the stored record; null while there is none. The storage sets it.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the store holds a record. The storage sets it.</summary>
    bool RecordExists { get; set; }
}

/// <summary>A plain <see cref="IGrainState{T}"/>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Without a value.</summary>
    public GrainState() { }

    /// <summary>With a value that was never stored.</summary>
    public GrainState(T? state) : this(state, null) { }

    /// <summary>With a value and its version.</summary>
    public GrainState(T? state, string? eTag) => (State, ETag) = (state, eTag);

    /// <inheritdoc />
    public T? State { get; set; }

    /// <inheritdoc />
    public string? ETag { get; set; }

    /// <inheritdoc />
    public bool RecordExists { get; set; }
}
