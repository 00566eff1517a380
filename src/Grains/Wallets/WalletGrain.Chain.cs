using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;

namespace Kwala.Grains.Wallets;

// What chain listeners tell a wallet.
internal sealed partial class WalletGrain
{
    private HandedOn? _handedOn;

    public async Task Observe(SignalBatch batch)
    {
        LeaveIfElsewhere();
        var live = await around.Policies.AtLeast(batch.Revision, _wallet);
        var chain = batch.Signals is [var first, ..] ? first.Source.Chain : batch.Acts[0].Chain;
        await Happen(
            new WalletEvent.Observed(batch.Signals, batch.Finalized) { Acts = batch.Acts },
            live,
            cause: batch.Cause,
            teller: new ChainTerm(chain, batch.Term));
        (_handedOn ??= new HandedOn()).Take(batch.Signals);
    }

    public async Task Orphan(
        ChainTerm term, ImmutableArray<BlockRef> blocks, long standsThrough, ImmutableArray<WorkflowId> workflows)
    {
        // Other blocks of these numbers are on their way.
        _handedOn = null;
        await Happen(
            new WalletEvent.Orphaned(term.Chain, blocks, workflows)
            {
                StandsThrough = standsThrough,
                Term = term.Number,
            },
            await around.Policies.AtLeast(0, _wallet),
            teller: term);
    }

    public async Task SettleReorg(ChainTerm term, long throughBlock, ImmutableArray<WorkflowId> workflows) =>
        await Happen(
            new WalletEvent.ReorgSettled(term.Chain, throughBlock, workflows),
            await around.Policies.AtLeast(0, _wallet),
            teller: term);

    // Who saves learns from the save that another activation wrote. Who saves nothing has to look.
    private async Task<bool> WasOvertaken()
    {
        var (known, now) = (stored.Etag, freshness.Now);
        await stored.ReadStateAsync();
        var overtaken = stored.Etag != known;
        // What is known in memory alone is no older than what is stored.
        if (overtaken)
            (_state, _handedOn) = (stored.State.ToCore(), null);
        stored.State = NotNow;
        _readAt = now;
        return overtaken;
    }

    // The present values once more, without a new log.
    public async Task Revalue(RevaluationAsked asked)
    {
        var live = await around.Policies.AtLeast(asked.Revision, _wallet);
        var ticked = asked.Workflows.Select(it => it.Workflow)
            .Where(it => live.Workflows.GetValueOrDefault(it) is { IsForSubscribers: true }).ToImmutableArray();
        while (!await Decided(
            await Judged(
                [.. await Values(asked), .. asked.Ticks.IsDefault ? [] : asked.Ticks],
                values => new WalletEvent.Revalued(values) { Ticked = ticked },
                live),
            live))
        {
        }
    }

    // What the wallet holds is asked for only where something would be told that depends on it.
    private async Task<WalletEvent> Judged(
        ImmutableArray<Signal> values, Func<ImmutableArray<Signal>, WalletEvent> happened, LiveSet live)
    {
        var policy = around.Policies.Of(_wallet, live);
        return WalletDecision.NeedsPortfolio(_state, happened(values), Now, policy)
            ? happened(await around.Values.With(values, _wallet, live))
            : happened(values);
    }

    private async Task<ImmutableArray<Signal>> Values(RevaluationAsked asked) =>
    [
        .. (await around.Values.Last(_wallet))
            .Where(value => value.Source.Chain == asked.Chain
                && value.Source.Block.Number <= asked.Through
                && asked.Workflows.Any(it =>
                    it.Workflow == value.Workflow && it.FromBlock <= value.Source.Block.Number))
            .Select(value => value with { Final = value.Source.Block.Number <= asked.Finalized }),
    ];
}
