using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Kwala.Ports.Storage;
using Kwala.Storage.Archive;

namespace Kwala.Storage.Azure;

/// <summary>
/// Everything in the account's container and table, to and from the portable archive. There is no snapshot of both:
/// export while nothing runs. A mark stands in the table while an import is under way: one that fails, or that a crash
/// ends, leaves the store empty again.
/// </summary>
internal sealed class AzureArchive(AzureStore store, HistoryRows history) : IStateArchive
{
    private const string Partition = "import";
    private const string Mark = "mark";

    /// <inheritdoc />
    public async IAsyncEnumerable<ArchivedRow> Export([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in ArchiveExport.Rows(store, history, cancellationToken))
            yield return row;
    }

    /// <inheritdoc />
    public async Task<long> Import(IAsyncEnumerable<ArchivedRow> rows, CancellationToken cancellationToken)
    {
        if (!await IsEmpty(store, cancellationToken))
            throw new InvalidOperationException(
                "The store is not empty. Import into one with another name: what is there would be mixed with what "
                + "comes.");
        await store.Table.Put([new TableEntity(Partition, Mark)], cancellationToken);
        var isWhole = false;
        try
        {
            var import = new ArchiveImport(store, history);
            var count = await ArchiveReading.Read(rows, import.Add, import.Flush, cancellationToken);
            await store.Table.Remove(Partition, [Mark], CancellationToken.None);
            isWhole = true;
            return count;
        }
        finally
        {
            if (!isWhole)
                await Wipe(store, CancellationToken.None);
        }
    }

    /// <summary>Empties the store if an import was cut off.</summary>
    /// <exception cref="StorageException">It cannot be told, or not be emptied.</exception>
    internal static async Task EndBrokenImport(AzureStore store, CancellationToken cancellationToken)
    {
        if (await store.Table.Find(Partition, Mark, cancellationToken) is not null)
            await Wipe(store, cancellationToken);
    }

    // The mark goes last.
    private static async Task Wipe(AzureStore store, CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Blobs.Names(cancellationToken))
            await store.Blobs.Remove(blob, cancellationToken);
        var keys = new List<(string Partition, string Key)>();
        await foreach (var row in store.Table.All(cancellationToken))
            keys.Add((row.PartitionKey, row.RowKey));
        foreach (var partition in keys.GroupBy(it => it.Partition).OrderBy(it => it.Key == Partition))
            await store.Table.Remove(partition.Key, partition.Select(it => it.Key), cancellationToken);
    }

    // Terms and names of chains are no content: an import takes over from whoever followed them.
    private static async Task<bool> IsEmpty(AzureStore store, CancellationToken cancellationToken)
    {
        await foreach (var _ in store.Blobs.Names(cancellationToken))
            return false;
        await foreach (var row in store.Table.All(cancellationToken))
            if (row.PartitionKey != ValueEntities.Chains && row.RowKey != ValueEntities.Term)
                return false;
        return true;
    }
}
