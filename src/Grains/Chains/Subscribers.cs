using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
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
                await AddAll(wallets, from, through, cancellationToken);
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

    private async Task AddAll(
        HashSet<Address> wallets, string from, string through, CancellationToken cancellationToken)
    {
        SubscriberRow? after = null;
        ImmutableArray<SubscriberRow> page;
        do
        {
            page = await index.Read(new SubscriberQuery(from, through, after, RowsAtOnce), cancellationToken);
            foreach (var row in page)
                wallets.Add(row.Wallet);
            after = page.IsEmpty ? after : page[^1];
        }
        while (page.Length == RowsAtOnce);
    }
}
