using System.Collections.Immutable;
using System.Numerics;
using Kwala.Chain.Prices;
using Kwala.Chain.Tests.Abi;
using Kwala.Chain.Tests.Calls;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Tests.Prices;

/// <summary>Which rounds of a feed are asked, over a node in memory.</summary>
public sealed class PriceRoundsTests
{
    private static readonly Address Asset = Lending.AddressOf(0x51), Without = Lending.AddressOf(0x52);
    private static readonly Address Feed = Lending.AddressOf(0x61);
    private static readonly byte[] Decimals = AbiWriter.Call(Asking.Function("decimals() returns (uint8)"), []);
    private static readonly BigInteger Phase = (BigInteger)5 << 64;

    private readonly FakeChain _chain = new();
    private readonly List<BigInteger> _asked = [];

    public PriceRoundsTests() => _chain.Mine(10);

    [Fact]
    public async Task Answer_is_held_against_the_round_before()
    {
        Assert.IsType<PriceOutcome.Deviating>((await Prices(Phase + 2, Asset))[0]);
        Assert.Equal([Phase + 1], _asked);
    }

    // Whatever an aggregator answers for a round before its first, or for one below zero.
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task First_round_of_a_phase_has_none_before_it(int within)
    {
        Assert.IsType<PriceOutcome.Known>((await Prices(Phase + within, Asset))[0]);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Feed_that_says_round_0_has_none_before_it() =>
        Assert.IsType<PriceOutcome.Known>((await Prices(0, Asset))[0]);

    [Fact]
    public async Task Asset_without_a_feed_has_no_price_and_costs_the_others_nothing()
    {
        var outcomes = await Prices(Phase + 1, Without, Asset);
        var alone = await Prices(Phase + 1, Without);

        Assert.All(new[] { outcomes[0], alone[0] }, outcome => Assert.Equal(
            $"No price feed is configured for {Without.ToChecksumString()} on {Lending.Chain}.",
            Assert.IsType<PriceOutcome.Unavailable>(outcome).Reason));
        Assert.IsType<PriceOutcome.Known>(outcomes[1]);
    }

    // The newest answer is 2000; each round before says 1.
    private async Task<ImmutableArray<PriceOutcome>> Prices(BigInteger newest, params Address[] assets)
    {
        var time = _chain.Blocks[5].Time;
        var contracts = new FakeContracts().With(Feed, input => input switch
        {
            { Length: > 4 } => Round(Earlier(input), 1, time),
            _ when input.SequenceEqual(Decimals) => AbiEncoding.Word(8),
            _ => Round(newest, 2000, time),
        });
        var options = new ChainOptions { Id = Lending.Chain.Value };
        options.Prices.Add(new PriceFeedOptions
        {
            Asset = Asset.ToString(),
            Feed = Feed.ToString(),
            AgeMax = TimeSpan.FromHours(1),
        });
        var all = new ChainsOptions();
        all.Chains.Add(options);
        var answer = await new ChainlinkPrices(
            new OneReader(Asking.ReaderOver(contracts.On(new FakeNode(_chain)))), Options.Create(all)).Prices(
                Lending.Chain, _chain.Blocks[5].Ref, time, [.. assets], default);
        return Assert.IsType<ChainAnswer<ImmutableArray<PriceOutcome>>.Answered>(answer).Value;
    }

    private BigInteger Earlier(byte[] input)
    {
        var round = new BigInteger(input.AsSpan(4), isUnsigned: true, isBigEndian: true);
        if (!_asked.Contains(round))
            _asked.Add(round);
        return round;
    }

    private static byte[] Round(BigInteger id, int price, DateTimeOffset at) =>
    [
        .. AbiEncoding.Word(id), .. AbiEncoding.Word((BigInteger)price * 100_000_000),
        .. AbiEncoding.Word(at.ToUnixTimeSeconds()), .. AbiEncoding.Word(at.ToUnixTimeSeconds()), .. AbiEncoding.Word(id),
    ];
}
