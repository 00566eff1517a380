using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Ports.Tiers;

namespace Kwala.Grains.Wallets;

/// <summary>Asks the team's backend for wallets' tiers, beside their turns.</summary>
internal sealed class TierQuestions(ITierSource source, OffTurn offTurn)
{
    /// <summary>From which age on an answer is called stale.</summary>
    public TimeSpan StaleAfter => source.StaleAfter;

    /// <summary>Starts a question. What is known from now on; null where there is no answer.</summary>
    public Task<TeamTier?> Begin(Address wallet, TeamTier? known) => offTurn.Run(async () =>
    {
        var answer = await source.Ask(wallet, known?.ETag, CancellationToken.None);
        GrainsInstruments.TierAsked(answer);
        return answer.Match<TeamTier?>(
            found => Said(found.FreshFor) with { Tier = found.Tier, ETag = found.ETag },
            unchanged => known is null
                ? null
                : Said(unchanged.FreshFor) with { Tier = known.Tier, ETag = known.ETag },
            unknown => Said(unknown.FreshFor),
            _ => null);
    });

    private TeamTier Said(TimeSpan freshFor)
    {
        var now = offTurn.Time.GetUtcNow();
        return new TeamTier(null, null, now, now + freshFor);
    }
}
