using System.ComponentModel;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http.Shapes;

internal sealed record ShadowResource(
    [property: Description("The candidate.")] string Candidate,
    [property: Description("How much differs, over all wallets.")] ShadowTotalsResource All,
    [property: Description("The same by tier.")] IReadOnlyList<TierShadowResource> Tiers,
    [property: Description("The newest differences, at most 20.")] IReadOnlyList<ShadowSampleResource> Samples,
    [property: Description("Whether there are more than were counted.")] bool AndMore)
{
    /// <summary>As callers of the client see it.</summary>
    public ShadowDiff ToDiff() => new(
        ResourceReading.ToHash(Candidate),
        All.ToTotals(),
        Tiers.Each(it => new TierTotals(new TierName(it.Tier), it.Totals.ToTotals())),
        Samples.Each(it => new ShadowCase(
            Address.Parse(it.Wallet).Match(wallet => wallet, _ => throw ResourceReading.Strange("a wallet")),
            it.Kind,
            it.Live.ToDecision(),
            it.Candidate.ToDecision())),
        AndMore);
}

internal sealed record ShadowTotalsResource(
    [property: Description("Alerts that the candidate alone would tell.")] int Gained,
    [property: Description("Alerts that the live version alone told.")] int Lost,
    [property: Description("Alerts of both, at another time or with another severity.")] int Otherwise,
    [property: Description("Wallets that gain at least one.")] int WalletsGaining,
    [property: Description("Wallets that lose at least one.")] int WalletsLosing)
{
    /// <summary>As callers of the client see it.</summary>
    public ShadowTotals ToTotals() => new(Gained, Lost, Otherwise, WalletsGaining, WalletsLosing);

    /// <summary>As it travels.</summary>
    public static ShadowTotalsResource Of(ShadowTotals it) =>
        new(it.Gained, it.Lost, it.Otherwise, it.WalletsGaining, it.WalletsLosing);
}

internal sealed record TierShadowResource(string Tier, ShadowTotalsResource Totals);

internal sealed record ShadowSampleResource(
    string Wallet,
    [property: Description("gained, lost or otherwise")] string Kind,
    [property: Description("What the live version decided.")] DecisionResource Live,
    [property: Description("What the candidate would have decided.")] DecisionResource Candidate);
