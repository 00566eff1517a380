namespace Kwala.Ports.Storage;

/// <summary>One stored row, whatever its table, as one line of a portable archive.</summary>
/// <param name="Table">The table's name in the archive format.</param>
/// <param name="Json">The row as one JSON object.</param>
public readonly record struct ArchivedRow(string Table, string Json);

/// <summary>Moves everything that is stored from one store to another, pending effects included.</summary>
public interface IStateArchive
{
    /// <summary>Every row of the store, in an order that <see cref="Import"/> accepts.</summary>
    IAsyncEnumerable<ArchivedRow> Export(CancellationToken cancellationToken);

    /// <summary>Writes rows into an empty store. Returns how many; throws <see cref="InvalidOperationException"/>
    /// where the
    /// store is not empty or a row cannot be read, saying which.</summary>
    Task<long> Import(IAsyncEnumerable<ArchivedRow> rows, CancellationToken cancellationToken);
}
