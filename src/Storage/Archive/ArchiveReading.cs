using Kwala.Ports.Storage;

namespace Kwala.Storage.Archive;

/// <summary>Goes through the rows of an archive.</summary>
internal static class ArchiveReading
{
    private const int RowsAtOnce = 1_000;

    /// <summary>Reads every row, and writes some at a time. Returns how many rows there were.</summary>
    /// <param name="rows">The archive.</param>
    /// <param name="add">Reads one row.</param>
    /// <param name="flush">Writes those that were read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">A row cannot be read: which, and why.</exception>
    public static async Task<long> Read(
        IAsyncEnumerable<ArchivedRow> rows,
        Action<ArchivedRow> add,
        Func<CancellationToken, Task> flush,
        CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            count++;
            try
            {
                add(row);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
            {
                throw new InvalidOperationException(
                    $"Row {count} of the archive ({row.Table}) cannot be read: {e.Message} Nothing was imported.", e);
            }

            if (count % RowsAtOnce == 0)
                await flush(cancellationToken);
        }

        await flush(cancellationToken);
        return count;
    }
}
