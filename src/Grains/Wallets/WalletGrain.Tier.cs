using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Grains.Workflows;

namespace Kwala.Grains.Wallets;

// What the team's backend says of the wallet's tier: asked beside the turns, decided in one. No decision waits for it.
internal sealed partial class WalletGrain
{
    private Task<TeamTier?>? _tierAsked;

    /// <summary>Asks in the background, once at a time.</summary>
    private void AskTier()
    {
        if (_tierAsked is { IsCompleted: false } || _isLeaving || around.Policies.Tiers is not { } questions)
            return;
        _tierAsked = questions.Begin(_wallet, _state.TeamTier);
        _ = ContinueAfter(_tierAsked);
    }

    /// <summary>Decides about an answer, if there is one.</summary>
    private async Task TakeTier()
    {
        if (_tierAsked is not { IsCompletedSuccessfully: true, Result: var answer })
            return;
        _tierAsked = null;
        if (answer is not { } said)
            return;
        if (TeamTierDecision.Confirmed(
            _state.TeamTier, said, around.Policies.Of(_wallet, LiveSet.None)) is { } confirmed)
        {
            _state = _state with { TeamTier = confirmed };
            return;
        }

        var live = await around.Policies.Latest(_wallet);
        var values = said.Tier == _state.TeamTier?.Tier ? [] : await around.Values.Last(_wallet);
        await Happen(await Judged(values, Told, live), live);

        WalletEvent Told(ImmutableArray<Signal> values)
        {
            var (last, onTheirWay) = Parted(values);
            return new WalletEvent.TeamTierTold(said, last) { OnTheirWay = onTheirWay };
        }
    }

    // Those that were decided about, and those that may still be on their way to the wallet.
    private (ImmutableArray<Signal> Last, ImmutableArray<Signal> OnTheirWay) Parted(ImmutableArray<Signal> values)
    {
        var parted = values.ToLookup(value => _handedOn?.Has(value) == true);
        return ([.. parted[true]], [.. parted[false]]);
    }
}
