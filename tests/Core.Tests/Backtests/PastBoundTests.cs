using Kwala.Core.Backtests;
using Kwala.Core.Tests.Wallets;

namespace Kwala.Core.Tests.Backtests;

/// <summary>Where a past begins or ends, as people write it.</summary>
public class PastBoundTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("23000000", "23000000")]
    [InlineData("2026-05-01", "2026-05-01T00:00:00Z")]
    [InlineData("2026-05-01T12:30", "2026-05-01T12:30:00Z")]
    [InlineData("2026-05-01T12:30:15Z", "2026-05-01T12:30:15Z")]
    [InlineData("2026-05-01T12:30:15+02:00", "2026-05-01T10:30:15Z")]
    [InlineData("2d", "2025-12-30T12:00:00Z")]
    [InlineData("6h", "2026-01-01T06:00:00Z")]
    [InlineData("90m", "2026-01-01T10:30:00Z")]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("d", null)]
    [InlineData("-2d", null)]
    [InlineData("99999d", null)]
    [InlineData("2w", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("2026-02-30", null)]
    [InlineData("01.05.2026", null)]
    [InlineData("2026-05-01 12:30", null)]
    public void Blocks_dates_and_how_long_ago_are_read_and_nothing_else(string text, string? meaning) =>
        Assert.Equal(meaning, PastBound.Parse(text, Given.Noon)?.ToString());

    [Theory]
    [InlineData("7", "7", false)]
    [InlineData("7", "6", true)]
    [InlineData("7", null, false)]
    [InlineData("2026-05-01", "2026-05-02", false)]
    [InlineData("2026-05-01", "2026-05-01", true)]
    [InlineData("2026-05-01", "7", false)] // the chain knows
    public void An_end_before_the_beginning_is_seen_without_the_chain(string from, string? to, bool empty) =>
        Assert.Equal(empty, PastBound.IsEmpty(
            PastBound.Parse(from, Given.Noon)!.Value, to is null ? null : PastBound.Parse(to, Given.Noon)));
}
