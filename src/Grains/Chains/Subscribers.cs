using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Chains;

/// <summary>Finds whom something concerns in the subscriber index: never by looking at all subscribers.</summary>
internal sealed class Subscribers(ISubscriberIndex index)
{
    private const int RowsAtOnce = 5_000;

    /// <summary>The wallets that are called, each once for each time that it is.</summary>
    public async Task<ImmutableArray<(Address Wallet, ImmutableArray<Signal> Signals)>> Of(
        ImmutableArray<Called> called, CancellationToken cancellationToken)
    {
        var told = ImmutableArray.CreateBuilder<(Address, ImmutableArray<Signal>)>();
        foreach (var one in called)
        {
            var wallets = new HashSet<Address>();
            foreach (var (from, through) in one.Ranges)
                await foreach (var row in Rows(from, through, cancellationToken))
                    wallets.Add(row.Wallet);
            told.AddRange(wallets.Order().Select(wallet => (wallet, one.Signals)));
        }

        return told.ToImmutable();
    }

    /// <summary>Some of the wallets that have this entry, in ascending order.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="after">The wallet that the page before ended with; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ImmutableArray<Address>> Page(
        string entry, Address? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await index.Read(
            new SubscriberQuery(entry, entry, after is { } wallet ? new SubscriberRow(entry, wallet) : null, limit),
            cancellationToken);
        return [.. rows.Select(row => row.Wallet)];
    }

    /// <summary>The wallets whose positions are due at a movement clock, and since which.</summary>
    public async Task<ImmutableArray<(long Due, Address Wallet)>> Due(
        WorkflowId workflow, long clock, CancellationToken cancellationToken)
    {
        var due = ImmutableArray.CreateBuilder<(long, Address)>();
        await foreach (var row in Rows(
            SubscriberEntry.Moved(workflow, 0), SubscriberEntry.Moved(workflow, clock), cancellationToken))
            due.Add((SubscriberEntry.DueOf(row.Entry), row.Wallet));
        return due.DrainToImmutable();
    }

    private async IAsyncEnumerable<SubscriberRow> Rows(
        string from, string through, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SubscriberRow? after = null;
        ImmutableArray<SubscriberRow> page;
        do
        {
            page = await index.Read(new SubscriberQuery(from, through, after, RowsAtOnce), cancellationToken);
            foreach (var row in page)
                yield return row;
            after = page.IsEmpty ? after : page[^1];
        }
        while (page.Length == RowsAtOnce);
    }
}
