using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>Who has something due, in the table: whoever asks passes over the rows of other shards.</summary>
internal sealed class AzureDueIndex(AzureStore store) : IDueIndex
{
    /// <inheritdoc />
    public async Task<ImmutableArray<DueEntry>> Due(
        int shard, int shards, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        DueShards.Check(shard, shards, limit);
        var due = new List<DueEntry>();
        var seen = new HashSet<Address>();
        await foreach (var row in store.Table.Range(
            DueRows.Partition, "t,", AzureText.Behind($"t,{AzureText.Rising(until.UtcTicks)}"),
            cancellationToken: cancellationToken))
        {
            var entry = DueRows.Read(row.RowKey);
            if (LastByte(entry.Wallet) % shards == shard && seen.Add(entry.Wallet))
                due.Add(entry);
            if (due.Count == limit)
                break;
        }

        return [.. due];
    }

    private static int LastByte(Address wallet)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        wallet.CopyTo(bytes);
        return bytes[^1];
    }
}
