using System.Globalization;
using System.Text.RegularExpressions;
using Kwala.Chain.Rpc;

namespace Kwala.Chain.Feed;

/// <summary>What a failed eth_getLogs says about the size of the range that was asked.</summary>
internal abstract partial record RangeAdvice
{
    private RangeAdvice() { }

    /// <summary>The failure has another cause.</summary>
    public sealed record Unrelated : RangeAdvice;

    /// <summary>Too much was asked; the node may have named how many blocks it takes.</summary>
    public sealed record AskLess(long? BlocksMax) : RangeAdvice;

    /// <summary>
    /// Reads the failure. There is no standard: the shapes are those of Alchemy, Ankr, Avalanche, BlockPI, Blast,
    /// Chainstack, Cloudflare, Coinbase, geth, Infura, Moonriver, Optimism, PublicNode, QuickNode, Thirdweb and zkSync.
    /// A rate limit is none of them: asking less at once would not help.
    /// </summary>
    public static RangeAdvice From(RpcFailure failure) => failure switch
    {
        RpcFailure.TimedOut or RpcFailure.TooLarge or RpcFailure.HttpStatus { Code: 413 } => new AskLess(null),
        RpcFailure.Refused refused when !IsThrottling(refused.Message) && TooMuch().IsMatch(refused.Message) =>
            new AskLess(BlocksIn(refused.Message)),
        _ => new Unrelated(),
    };

    /// <summary>Whether a node says that it was asked too often.</summary>
    public static bool IsThrottling(string message) => Throttled().IsMatch(message);

    private static long? BlocksIn(string message)
    {
        if (Suggested().Match(message) is { Success: true } range
            && TryHex(range.Groups["from"], out var from) && TryHex(range.Groups["to"], out var to) && to >= from)
            return to - from + 1;
        if (Limit().Match(message) is not { Success: true } limit
            || !long.TryParse(
                limit.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var blocks))
            return null;
        var thousand = limit.Groups["k"].Success ? 1000 : 1;
        return blocks is > 0 and < 10_000_000 ? blocks * thousand : null;
    }

    private static bool TryHex(Group digits, out long value) =>
        long.TryParse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(
        @"range|too many|more than \d+ (results|logs)|max(imum)? results|exceeds? (limit|max)|limit exceeded"
        + @"|response (size|too large)|too large|too wide|timed? ?out|requested blocks|at most [\d,]+ blocks"
        + @"|limited to|smaller than size|blocks distance",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TooMuch();

    [GeneratedRegex(
        @"rate.?limit|per.second|too many requests|compute units|credits|quota|daily request|throughput",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Throttled();

    [GeneratedRegex(
        @"\[0x(?<from>[0-9a-f]{1,15}),\s*0x(?<to>[0-9a-f]{1,15})\]",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Suggested();

    [GeneratedRegex(
        @"(maximum is set to|max range:|requested blocks is|limited to( a)?|allowed for your plan \(\d+ >"
        + @"|at most|block range:|max block range|block range exceeds|range greater than|smaller than size"
        + @"|\(maximum|up to a|blocks distance:|max is) ?(?<n>\d[\d,]{0,9})(?<k>k\b)?( block|[\s\).,]|$)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Limit();
}
