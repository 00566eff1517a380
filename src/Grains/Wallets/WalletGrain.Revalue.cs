using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Grains.Wallets;

// The present values once more, without a new log.
internal sealed partial class WalletGrain
{
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
        await Happen(new WalletEvent.Revalued([.. concerned], asked.Finalized), live);
    }
}
