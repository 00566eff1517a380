using Kwala.Silo.Commands;

namespace Kwala.Silo.Tests.Commands;

/// <summary>What <c>--duration</c> takes and what it does not.</summary>
public sealed class DurationTextTests
{
    [Theory]
    [InlineData("20s", 20)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("1.5m", 90)]
    [InlineData("10000s", 10_000)]
    [InlineData("10001s", null)]
    [InlineData("0s", null)]
    [InlineData("-5s", null)]
    [InlineData("20", null)]
    [InlineData("s", null)]
    [InlineData("", null)]
    [InlineData("20 s", null)]
    [InlineData("20d", null)]
    [InlineData("1,5m", null)]
    [InlineData("1e3s", null)]
    [InlineData("NaNs", null)]
    [InlineData("Infinitys", null)]
    public void A_number_and_its_unit_are_a_duration_and_nothing_else_is(string text, int? seconds) => Assert.Equal(
        seconds,
        DurationText.TryParse(text, out var duration) ? (int?)duration.TotalSeconds : null);
}
