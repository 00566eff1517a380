using Azure.Data.Tables;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Drops history that is older than the retention time. Of preferences the one in force at that time stays: without it
/// "explain" could not decide any later event.
/// </summary>
internal sealed class AzureRetention(AzureStore store, TimeProvider time)
{
    private const int RowsAtOnce = 32;

    /// <summary>Drops what is too old now. Returns how many rows.</summary>
    public async Task<long> DropOld(CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - store.Options.HistoryRetention;
        var dropped = 0L;
        foreach (var topic in Enum.GetValues<HistoryTopic>())
        {
            var old = new List<string>();
            await foreach (var whole in Old(topic, cutoff, cancellationToken))
            {
                old.Add(whole);
                if (old.Count < RowsAtOnce)
                    continue;
                dropped += await Drop(old, cancellationToken);
                old.Clear();
            }

            dropped += await Drop(old, cancellationToken);
        }

        return dropped;
    }

    // The newest first, so that the first of a wallet is the one that was in force.
    private async IAsyncEnumerable<string> Old(
        HistoryTopic topic,
        DateTimeOffset cutoff,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = HistoryEntities.ByTime(topic, null);
        var inForce = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in store.Table.Range(
            HistoryEntities.Partition, prefix + AzureText.Falling(cutoff.UtcTicks - 1), prefix + 'x',
            cancellationToken: cancellationToken))
        {
            var whole = HistoryEntities.WholeOf(row);
            if (topic != HistoryTopic.Preferences || !inForce.Add(whole.Split(AzureText.Separator)[2]))
                yield return whole;
        }
    }

    private async Task<int> Drop(List<string> old, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(old.Select(
            whole => store.Table.Find(HistoryEntities.Partition, whole, cancellationToken)));
        await store.Table.Remove(
            HistoryEntities.Partition,
            found.OfType<TableEntity>().SelectMany(whole => HistoryEntities.Keys(whole)),
            cancellationToken);
        return old.Count;
    }
}
