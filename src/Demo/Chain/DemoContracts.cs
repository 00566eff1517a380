using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Demo.Story;

namespace Kwala.Demo.Chain;

/// <summary>
/// What the contracts of the demonstration answer when they are read: tokens with balances (EIP-20), and feeds with
/// Chainlink's AggregatorV3Interface.
/// </summary>
internal static class DemoContracts
{
    /// <summary>How many decimals an amount of a token has.</summary>
    public const int TokenDecimals = 18;

    /// <summary>How many decimals a price has.</summary>
    public const int PriceDecimals = 8;

    private const string Round = "(uint80, int256, uint256, uint256, uint80)";

    private static readonly AbiFunction BalanceOf = Function("balanceOf(address) returns (uint256)");
    private static readonly AbiFunction Decimals = Function("decimals() returns (uint8)");
    private static readonly AbiFunction Latest = Function($"latestRoundData() returns {Round}");
    private static readonly AbiFunction Earlier = Function($"getRoundData(uint80) returns {Round}");

    /// <summary>
    /// What a call returns after a block; nothing where there is no contract, or it has no such function.
    /// </summary>
    public static byte[] Call(Address to, ReadOnlySpan<byte> input, DemoBlock after) => Assets.All
        .Select(asset => (Asset: asset, IsFeed: asset.Feed == to))
        .FirstOrDefault(it => it.IsFeed || it.Asset.Token == to) switch
    {
        { Asset: null } => [],
        { Asset: var asset, IsFeed: true } => OfFeed(asset, input, after),
        { Asset: var asset } => OfToken(asset, input),
    };

    private static byte[] OfToken(Asset asset, ReadOnlySpan<byte> input) =>
        Is(BalanceOf, input) && input.Length == 4 + 32
            ? Answer(BalanceOf, [Scaled(asset.HeldBy(Address.FromBytes(input[(4 + 12)..])), TokenDecimals)])
            : [];

    private static byte[] OfFeed(Asset asset, ReadOnlySpan<byte> input, DemoBlock after) =>
        Is(Decimals, input) ? Answer(Decimals, [new AbiValue.Number(PriceDecimals)])
        : Is(Latest, input) ? Answer(Latest, RoundOf(asset, after, after.Ref.Number))
        : Is(Earlier, input) ? Answer(Earlier, RoundOf(asset, after, after.Ref.Number - 1))
        : [];

    // A round with every block.
    private static ImmutableArray<AbiValue> RoundOf(Asset asset, DemoBlock after, long round)
    {
        var (number, time) = (new AbiValue.Number(round), new AbiValue.Number(after.Time.ToUnixTimeSeconds()));
        return [number, Scaled(asset.PriceAt(round), PriceDecimals), time, time, number];
    }

    /// <summary>A number in fixed point.</summary>
    public static AbiValue.Number Scaled(decimal value, int decimals) =>
        new(new BigInteger(value * 1_000_000m) * BigInteger.Pow(10, decimals) / 1_000_000);

    private static bool Is(AbiFunction function, ReadOnlySpan<byte> input) =>
        input.Length >= 4 && input[..4].SequenceEqual(function.Selector.AsSpan());

    private static byte[] Answer(AbiFunction function, ImmutableArray<AbiValue> values) =>
        AbiWriter.Sequence([.. function.Outputs.Select(output => output.Type)], values);

    private static AbiFunction Function(string text) => ((AbiFunctionParse.Parsed)AbiFunction.Parse(text)).Function;
}
