namespace Orleans.Core;

/// <summary>A stored record of a grain.</summary>
public interface IStorage
{
    /// <summary>The version of the stored record, as the store names it; null while there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether the store held a record when it was last read or written.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the record.</summary>
    Task ClearStateAsync();

    /// <summary>Writes the record.</summary>
    Task WriteStateAsync();

    /// <summary>Reads the record, replacing what is in memory.</summary>
    Task ReadStateAsync();

    /// <summary>Removes the record.</summary>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <summary>Writes the record.</summary>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <summary>Reads the record, replacing what is in memory.</summary>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

/// <summary>A stored record of a grain with its value in memory.</summary>
/// <typeparam name="TState">The type of the value.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The value in memory.</summary>
    TState State { get; set; }
}
