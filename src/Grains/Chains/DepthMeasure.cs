using Kwala.Core.Evm;

namespace Kwala.Grains.Chains;

/// <summary>How the following of a chain stands at one depth, in numbers.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Confirmations">The depth.</param>
/// <param name="Lag">Blocks that may be read and are not yet; not negative.</param>
/// <param name="Coverage">Blocks that were read and checked, as a share of those to read; 0 to 1.</param>
/// <param name="IsHalted">Whether it stands still until an operator acts.</param>
/// <param name="Stalled">How long ago it last got on, or found that there was nothing new.</param>
/// <param name="HeadAge">How long ago the newest known block was first seen.</param>
internal sealed record DepthMeasure(
    ChainId Chain,
    int Confirmations,
    long Lag,
    double Coverage,
    bool IsHalted,
    TimeSpan Stalled,
    TimeSpan HeadAge)
{
    /// <summary>Before a node has said where the chain begins.</summary>
    public static DepthMeasure NotStarted(ChainId chain, int confirmations, TimeSpan since) =>
        new(chain, confirmations, Lag: 0, Coverage: 1, IsHalted: false, Stalled: since, HeadAge: since);

    /// <summary>The worse of two places at one depth, number by number.</summary>
    public DepthMeasure Worse(DepthMeasure other) => this with
    {
        Lag = Math.Max(Lag, other.Lag),
        Coverage = Math.Min(Coverage, other.Coverage),
        IsHalted = IsHalted || other.IsHalted,
        Stalled = Longer(Stalled, other.Stalled),
        HeadAge = Longer(HeadAge, other.HeadAge),
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
