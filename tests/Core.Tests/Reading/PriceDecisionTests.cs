using System.Numerics;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;

namespace Kwala.Core.Tests.Reading;

public class PriceDecisionTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly PriceGuard Guard = new(TimeSpan.FromHours(1), Rational.Of(1, 5));

    [Theory]
    // id, answer, updated (seconds before the block), answered in, decimals, reference, expected
    [InlineData(7, "200012345678", 10, 7, 8, "2000", "Known 2000.12345678")]
    [InlineData(7, "1000000000000000000", 10, 7, 18, "", "Known 1")]
    [InlineData(7, "99", 10, 9, 0, "", "Known 99")]
    [InlineData(7, "200000000000", 3600, 7, 8, "2000", "Known 2000")]
    [InlineData(7, "200000000000", 3601, 7, 8, "2000", "Stale 2000: is 01:00:01 old")]
    [InlineData(7, "200000000000", 3601, 7, 8, "10", "Stale")]
    [InlineData(7, "200000000000", 10, 7, 8, "2500", "Known 2000")]
    [InlineData(7, "200000000000", 10, 7, 8, "2500.01", "Deviating 2000 from 2500.01: more than 20 %")]
    [InlineData(7, "200000000000", 10, 7, 8, "1666.66", "Deviating 2000 from 1666.66: more than 20 %")]
    [InlineData(7, "200000000000", 10, 7, 8, "1666.67", "Known 2000")]
    [InlineData(7, "0", 10, 7, 8, "", "Unavailable: answers 0")]
    [InlineData(7, "-5", 10, 7, 8, "", "Unavailable: answers -5")]
    [InlineData(7, "200000000000", 1_800_000_000, 7, 8, "", "Unavailable: not complete")]
    [InlineData(7, "200000000000", 10, 6, 8, "", "Unavailable: answer of round 6 over into round 7")]
    [InlineData(7, "200000000000", -1, 7, 8, "", "Unavailable: after the block")]
    [InlineData(7, "200000000000", -400_000_000_000, 7, 8, "", "Unavailable: after the block")]
    [InlineData(7, "200000000000", 10, 7, 37, "", "Unavailable: 37 decimals")]
    [InlineData(7, "200000000000", 10, 7, 255, "", "Unavailable: 255 decimals")]
    public void Answer_is_believed_or_the_reason_is_told(
        int id, string answer, long ago, int answeredIn, int decimals, string reference, string expected)
    {
        var round = new PriceRound(
            id, BigInteger.Parse(answer, null), At.ToUnixTimeSeconds() - ago, answeredIn, decimals);
        var held = Rational.TryParse(reference, out var number) ? number : Rational.Undefined;

        var told = PriceDecision.Decide(round, held, Guard, At).Match(
            known => $"Known {known.Price}",
            stale => $"Stale {stale.Price}: {stale.Reason}",
            deviating => $"Deviating {deviating.Price} from {deviating.Reference}: {deviating.Reason}",
            why => $"Unavailable: {why}");

        foreach (var part in expected.Split(": "))
            Assert.Contains(part, told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_seconds_that_no_calendar_has_is_no_time()
    {
        var round = new PriceRound(7, 1, BigInteger.Pow(2, 255), 7, 8);
        Assert.IsType<PriceOutcome.Unavailable>(PriceDecision.Decide(round, Rational.Undefined, Guard, At));
        Assert.True((round with { Answer = 0 }).Price.IsUndefined);
    }
}
