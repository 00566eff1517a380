using System.Collections.Immutable;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>The subscriber index in the table.</summary>
internal sealed class AzureSubscriberIndex(AzureStore store) : ISubscriberIndex
{
    /// <inheritdoc />
    public async Task<ImmutableArray<SubscriberRow>> Read(SubscriberQuery query, CancellationToken cancellationToken)
    {
        SubscriberBounds.Check(query);
        var (entry, wallet) = query.Behind;
        var from = AzureText.Behind($"e,{entry},{AzureText.Of(wallet)}");
        var found = ImmutableArray.CreateBuilder<SubscriberRow>();
        await foreach (var row in store.Table.Range(
            SubscriberKeys.Partition, from, AzureText.Behind($"e,{query.Through}"),
            cancellationToken: cancellationToken))
        {
            // Of one entry there may be rows of several writes, one behind the other.
            var next = SubscriberKeys.Read(row.RowKey);
            if (string.CompareOrdinal(next.Entry, query.Through) > 0 || (found is [.., var last] && last == next))
                continue;
            if (found.Count == query.Limit)
                break;
            found.Add(next);
        }

        return found.ToImmutable();
    }

    /// <inheritdoc />
    public async Task<long> Count(string entry, CancellationToken cancellationToken)
    {
        var count = 0L;
        SubscriberRow? last = null;
        await foreach (var row in store.Table.Range(
            SubscriberKeys.Partition, $"e,{entry},", AzureText.Behind($"e,{entry}"),
            cancellationToken: cancellationToken))
            if (SubscriberKeys.Read(row.RowKey) is var next && next.Entry == entry && next != last)
                (count, last) = (count + 1, next);
        return count;
    }
}
