using System.Globalization;
using System.Numerics;
using Kwala.Core.Numerics;

namespace Kwala.Core.Reading;

/// <summary>
/// A feed's round, as AggregatorV3Interface gives it, with the feed's decimals. Source:
/// https://docs.chain.link/data-feeds/api-reference.
/// </summary>
/// <param name="Id">Which round.</param>
/// <param name="Answer">The price times 10 to the power of the decimals.</param>
/// <param name="UpdatedAt">Seconds since 1970; 0 while the round is not complete.</param>
/// <param name="AnsweredIn">The round in which the answer was computed.</param>
/// <param name="Decimals">How many digits of the answer are behind the point.</param>
public readonly record struct PriceRound(
    BigInteger Id, BigInteger Answer, BigInteger UpdatedAt, BigInteger AnsweredIn, int Decimals)
{
    /// <summary>The price; undefined where the answer is none.</summary>
    public Rational Price =>
        Answer.Sign > 0 && Decimals is >= 0 and <= DecimalsMax
            ? Rational.Of(Answer, BigInteger.Pow(10, Decimals))
            : Rational.Undefined;

    internal const int DecimalsMax = 36;
}

/// <summary>Whether a feed's answer is believed at a block.</summary>
public static class PriceDecision
{
    private const int Shown = 8;

    private static readonly BigInteger LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>
    /// Decides. In this order: an answer that is no price; one that is too old; one that is too far from
    /// <paramref name="reference"/>, which is undefined where there is nothing to hold it against.
    /// </summary>
    /// <param name="round">The newest round at the block.</param>
    /// <param name="reference">The price that it is held against.</param>
    /// <param name="guard">What is allowed.</param>
    /// <param name="at">The block's time.</param>
    public static PriceOutcome Decide(PriceRound round, Rational reference, PriceGuard guard, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(guard);
        if (Broken(round, at) is { } broken)
            return new PriceOutcome.Unavailable(broken);
        var (price, updated) = (round.Price, DateTimeOffset.FromUnixTimeSeconds((long)round.UpdatedAt));
        if (at - updated > guard.AgeMax)
            return new PriceOutcome.Stale(price, updated, string.Create(
                CultureInfo.InvariantCulture,
                $"The feed's answer of {updated:u} is {at - updated} old at the block; {guard.AgeMax} is allowed."));
        if (reference.IsFinite && reference.Sign > 0
            && Rational.Abs(price - reference) > reference * guard.DeviationMax)
            return new PriceOutcome.Deviating(price, reference,
                $"The feed says {price.ToDecimalString(Shown)}, more than "
                + $"{(guard.DeviationMax * 100).ToDecimalString(2)} % from {reference.ToDecimalString(Shown)}.");
        return new PriceOutcome.Known(price, updated);
    }

    private static string? Broken(PriceRound round, DateTimeOffset at) => round switch
    {
        { UpdatedAt.Sign: <= 0 } => "The feed's newest round is not complete.",
        _ when round.AnsweredIn < round.Id => string.Create(
            CultureInfo.InvariantCulture,
            $"The feed carried the answer of round {round.AnsweredIn} over into round {round.Id}."),
        { Answer.Sign: <= 0 } => string.Create(
            CultureInfo.InvariantCulture, $"The feed answers {round.Answer}, which is no price."),
        { Decimals: < 0 or > PriceRound.DecimalsMax } => string.Create(
            CultureInfo.InvariantCulture, $"The feed has {round.Decimals} decimals, which no price has."),
        _ when round.UpdatedAt > LastSecond || round.UpdatedAt > at.ToUnixTimeSeconds() =>
            "The feed says that it was updated after the block.",
        _ => null,
    };
}
