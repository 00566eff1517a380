using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Wallets;

// What chain listeners tell a wallet.
internal sealed partial class WalletGrain
{
    private HandedOn? _handedOn;

    public async Task Observe(SignalBatch batch)
    {
        var live = await around.Policies.AtLeast(batch.Revision);
        await Happen(new WalletEvent.Observed(batch.Signals, batch.Finalized), live, cause: batch.Cause);
        (_handedOn ??= new HandedOn()).Take(batch.Signals);
    }

    public async Task Orphan(
        ChainId chain, ImmutableArray<BlockRef> blocks, long standsThrough, ImmutableArray<WorkflowId> workflows)
    {
        // Other blocks of these numbers are on their way.
        _handedOn = null;
        await Happen(
            new WalletEvent.Orphaned(chain, blocks, workflows) { StandsThrough = standsThrough },
            await around.Policies.AtLeast(0));
    }

    public async Task SettleReorg(ChainId chain, long throughBlock, ImmutableArray<WorkflowId> workflows) =>
        await Happen(new WalletEvent.ReorgSettled(chain, throughBlock, workflows), await around.Policies.AtLeast(0));

    // Who saves learns from the save that another activation wrote. Who saves nothing has to look.
    private async Task<bool> WasOvertaken()
    {
        var (known, now) = (stored.Etag, freshness.Now);
        await stored.ReadStateAsync();
        _state = stored.State.ToCore();
        stored.State = NotNow;
        _readAt = now;
        if (stored.Etag == known)
            return false;
        _handedOn = null;
        return true;
    }

    // The present values once more, without a new log.
    public async Task Revalue(RevaluationAsked asked)
    {
        var live = await around.Policies.AtLeast(asked.Revision);
        var values = await around.Values.Last(_wallet, CancellationToken.None);
        var concerned = values
            .Select(LastValue.ToSignal)
            .Where(value => value.Source.Chain == asked.Chain
                && asked.Workflows.Any(it =>
                    it.Workflow == value.Workflow && it.FromBlock <= value.Source.Block.Number))
            .Select(value => value with { Final = value.Source.Block.Number <= asked.Finalized });
        await Happen(new WalletEvent.Revalued([.. concerned]), live);
    }
}
