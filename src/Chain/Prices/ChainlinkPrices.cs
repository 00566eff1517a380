using System.Collections.Immutable;
using System.Numerics;
using Kwala.Chain.Calls;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Prices;

/// <summary>
/// Prices from Chainlink's feeds, asked for all assets at once: the newest round and the decimals of each feed and of
/// those that they are held against; then, where that is the answer before, that round. Source:
/// https://docs.chain.link/data-feeds/api-reference (AggregatorV3Interface).
/// </summary>
internal sealed class ChainlinkPrices(IChainFeeds chains, IOptions<ChainsOptions> options) : IPriceSource
{
    private const string Round =
        "returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)";

    private static readonly AbiFunction Latest = Function($"latestRoundData() {Round}");
    private static readonly AbiFunction Earlier = Function($"getRoundData(uint80) {Round}");
    private static readonly AbiFunction Decimals = Function("decimals() returns (uint8)");

    // The upper bits of a round's number count the aggregators behind a feed; each begins at 1 below them.
    private static readonly BigInteger WithinPhase = (BigInteger.One << 64) - 1;

    private readonly ImmutableDictionary<(ChainId, Address), PriceFeed> _feeds = options.Value.Chains
        .SelectMany(chain => chain.Prices.Select(PriceFeed.Of).Select(feed => (new ChainId(chain.Id), feed)))
        .ToImmutableDictionary(it => (it.Item1, it.feed.Asset), it => it.feed);

    /// <inheritdoc/>
    public async Task<ChainAnswer<ImmutableArray<PriceOutcome>>> Prices(
        ChainId chain,
        BlockRef block,
        DateTimeOffset blockTime,
        ImmutableArray<Address> assets,
        CancellationToken cancellationToken)
    {
        var feeds = assets.Select(asset => _feeds.GetValueOrDefault((chain, asset))).OfType<PriceFeed>().ToList();
        if (chains.ReaderOf(chain) is not { } reader || feeds.Count == 0)
            return Answered([.. assets.Select(asset => NoFeed(chain, asset))]);
        var book = new CallBook(reader, block);
        var asked = feeds.SelectMany(feed => new[] { feed.Feed, feed.Against ?? feed.Feed }).Distinct();
        var trouble = await book.Ask<ImmutableArray<PriceOutcome>>(
            [.. asked.SelectMany(feed => new[] { Call(feed, Latest), Call(feed, Decimals) })], cancellationToken);
        trouble ??= await book.Ask<ImmutableArray<PriceOutcome>>(
            [.. feeds.Where(feed => feed.Against is null).Select(feed => Before(book, feed)).OfType<ContractCall>()],
            cancellationToken);
        return trouble ?? Answered([.. assets.Select(asset => _feeds.GetValueOrDefault((chain, asset)) is { } feed
            ? Decide(book, feed, blockTime)
            : NoFeed(chain, asset))]);
    }

    private static PriceOutcome Decide(CallBook book, PriceFeed feed, DateTimeOffset at)
    {
        if (RoundOf(book, feed.Feed, Call(feed.Feed, Latest)) is not { } round)
            return new PriceOutcome.Unavailable(
                $"The feed {feed.Feed.ToChecksumString()} does not answer: "
                + $"{book.Problem(Call(feed.Feed, Latest)) ?? book.Problem(Call(feed.Feed, Decimals))}");
        if (feed.Against is not { } other)
            return PriceDecision.Decide(round, Previous(book, feed), feed.Guard, at);
        // A guard that is not there must not let pass what it was put up against.
        return RoundOf(book, other, Call(other, Latest)) is { Price: { IsUndefined: false } reference }
            ? PriceDecision.Decide(round, reference, feed.Guard, at)
            : new PriceOutcome.Unavailable(
                $"The feed {other.ToChecksumString()}, which the answer is held against, does not answer.");
    }

    private static Rational Previous(CallBook book, PriceFeed feed) =>
        Before(book, feed) is { } call && RoundOf(book, feed.Feed, call) is { } round
            ? round.Price
            : Rational.Undefined;

    private static ContractCall? Before(CallBook book, PriceFeed feed) =>
        RoundOf(book, feed.Feed, Call(feed.Feed, Latest)) is { Id: var id } && (id & WithinPhase) > 1
            ? new ContractCall(feed.Feed, Earlier, [new AbiValue.Number(id - 1)])
            : null;

    private static PriceRound? RoundOf(CallBook book, Address feed, ContractCall call) =>
        book.Values(call) is { Length: 5 } round && book.Number(Call(feed, Decimals)) is { } decimals
            ? new PriceRound(
                Number(round[0]), Number(round[1]), Number(round[3]), Number(round[4]), (int)decimals)
            : null;

    private static BigInteger Number(AbiValue value) => ((AbiValue.Number)value).Value;

    private static PriceOutcome.Unavailable NoFeed(ChainId chain, Address asset) => new(
        $"No price feed is configured for {asset.ToChecksumString()} on {chain}.");

    private static ChainAnswer<ImmutableArray<PriceOutcome>> Answered(ImmutableArray<PriceOutcome> outcomes) =>
        new ChainAnswer<ImmutableArray<PriceOutcome>>.Answered(outcomes);

    private static ContractCall Call(Address feed, AbiFunction function) => new(feed, function, []);

    private static AbiFunction Function(string text) => ((AbiFunctionParse.Parsed)AbiFunction.Parse(text)).Function;
}
