using System.Collections.Immutable;
using Kwala.Chain.Portfolio;
using Kwala.Chain.Tests.Calls;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Tests.Portfolio;

/// <summary>What wallets hold: how often nodes are asked, and what is said where they do not answer.</summary>
public sealed class PortfolioReaderTests
{
    private static readonly Address Token = Lending.AddressOf(0x71);
    private static readonly Address Pool = Lending.AddressOf(0x72);
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly World _world = new();
    private readonly PortfolioOptions _options = new() { AgeMax = TimeSpan.FromMinutes(1) };

    public PortfolioReaderTests()
    {
        _options.Assets.Add(new PortfolioAssetOptions { Chain = "local", Token = Token.ToString(), Decimals = 0 });
        _options.Assets.Add(new PortfolioAssetOptions
        {
            Chain = "local",
            Token = Composition.Native.ToString(),
            Decimals = 0,
        });
    }

    [Fact]
    public async Task Wallets_of_a_block_are_asked_about_together()
    {
        _options.Markets.Add(new PortfolioMarketOptions { Chain = "local", Pool = Pool.ToString() });
        var wallets = Enumerable.Range(1, 100).Select(it => Lending.AddressOf((byte)it)).ToImmutableArray();

        var readings = await Read(Reader(), 7, wallets);

        Assert.Equal((1, 1, 1), (_world.Reads, _world.Priced, _world.Positioned));
        Assert.Equal(wallets.Length, readings.Length);
        // Each holds as many tokens as the last byte of its address, ten coins, and one token more at the market.
        Assert.Equal("52", readings[2].Composition!.NetUsd.ToString());
        Assert.Equal(["4", "10"], readings[2].Composition!.Holdings.Select(it => it.Amount.ToString()));
    }

    [Fact]
    public async Task Wallet_that_was_read_shortly_before_is_not_asked_about_again()
    {
        var reader = Reader();
        await Read(reader, 0, Wallet(1));
        var again = await Read(reader, 60, Wallet(1), Wallet(2));
        Assert.Equal(2, _world.Reads);
        Assert.Equal([Noon, Noon.AddSeconds(60)], again.Select(it => it.Composition!.BlockTime));

        await Read(reader, 61, Wallet(1));
        Assert.Equal(3, _world.Reads);
        // What is explained later is not judged by what came after it.
        await Read(reader, 30, Wallet(1));
        Assert.Equal(4, _world.Reads);
    }

    [Fact]
    public async Task What_is_remembered_is_valued_at_the_prices_of_the_block()
    {
        var reader = Reader();
        var before = Assert.Single(await Read(reader, 0, Wallet(1)));
        _world.Price = 2;
        var after = Assert.Single(await Read(reader, 30, Wallet(1)));

        Assert.Equal(1, _world.Reads);
        Assert.Equal(
            ("43", "42", before.Composition!.BlockTime),
            (before.Composition.NetUsd.ToString(), after.Composition!.NetUsd.ToString(), after.Composition.BlockTime));
    }

    [Fact]
    public async Task What_no_node_tells_is_unknown_or_as_old_as_it_says()
    {
        var reader = Reader();
        await Read(reader, 0, Wallet(1));
        _world.Trouble = "node.example: unreachable";

        var readings = await Read(reader, 100, Wallet(1), Wallet(2));

        Assert.Equal(
            "The portfolio was last read 100 s before: node.example: unreachable",
            readings[0].Problem);
        Assert.NotNull(readings[0].Composition);
        Assert.Equal(
            (null, "The portfolio could not be read: node.example: unreachable"),
            (readings[1].Composition, readings[1].Problem));
    }

    [Fact]
    public async Task Token_that_does_not_say_leaves_the_portfolio_unknown()
    {
        _world.Balance = call => call.Contract == Token ? new CallOutcome.Reverted("no") : World.Of(10);

        var reading = Assert.Single(await Read(Reader(), 0, Wallet(1)));

        Assert.Null(reading.Composition);
        Assert.Equal($"{Token.ToChecksumString()} does not tell what the wallet holds of it.", reading.Problem);
    }

    [Fact]
    public async Task Chain_without_assets_says_where_they_are_configured()
    {
        _options.Assets.Clear();

        var reading = Assert.Single(await Read(Reader(), 0, Wallet(1)));

        Assert.Contains("Kwala:Portfolio:Assets", reading.Problem, StringComparison.Ordinal);
        Assert.Equal(0, _world.Reads);
    }

    [Fact]
    public void Memory_is_bounded_and_keeps_who_was_read_lately()
    {
        var memory = new PortfolioMemory(2);
        var held = new PortfolioHeld(default, Noon, [], []);
        foreach (var wallet in new[] { 1, 2, 3, 4, 5 })
            memory.Keep(Lending.Chain, Wallet(wallet), held);

        Assert.Equal(
            [false, false, true, true, true],
            Enumerable.Range(1, 5).Select(it => memory.Of(Lending.Chain, Wallet(it)) is not null));
    }

    private PortfolioReader Reader() => new(new OneReader(_world), _world, _world, Options.Create(_options));

    private static Task<ImmutableArray<PortfolioReading>> Read(
        PortfolioReader reader, int seconds, params ImmutableArray<Address> wallets) => reader.Read(
            Lending.Chain, new BlockRef(seconds, default), Noon.AddSeconds(seconds), wallets, CancellationToken.None);

    private static Address Wallet(int number) => Lending.AddressOf((byte)number);

    private sealed class World : IContractReader, IPriceSource, ILendingReader
    {
        public int Reads { get; private set; }

        public int Priced { get; private set; }

        public int Positioned { get; private set; }

        public string? Trouble { get; set; }

        public int Price { get; set; } = 3;

        public Func<ContractCall, CallOutcome> Balance { get; set; } = call => Of(
            call.Function.Name == "getEthBalance" ? 10 : Last(((AbiValue.Account)call.Arguments[0]).Address));

        public static CallOutcome.Returned Of(int number) => new([new AbiValue.Number(number)]);

        public Task<ChainAnswer<ImmutableArray<CallOutcome>>> Read(
            ImmutableArray<BlockCall> calls, CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult<ChainAnswer<ImmutableArray<CallOutcome>>>(Trouble is { } trouble
                ? new ChainAnswer<ImmutableArray<CallOutcome>>.NotYet(trouble, TimeSpan.Zero)
                : new ChainAnswer<ImmutableArray<CallOutcome>>.Answered([.. calls.Select(it => Balance(it.Call))]));
        }

        public Task<ChainAnswer<ImmutableArray<PriceOutcome>>> Prices(
            ChainId chain,
            BlockRef block,
            DateTimeOffset blockTime,
            ImmutableArray<Address> assets,
            CancellationToken cancellationToken)
        {
            Priced++;
            return Task.FromResult<ChainAnswer<ImmutableArray<PriceOutcome>>>(
                new ChainAnswer<ImmutableArray<PriceOutcome>>.Answered(
                    [.. assets.Select(it => new PriceOutcome.Known(it == Token ? Price : 4, blockTime))]));
        }

        public Task<ChainAnswer<ImmutableArray<LendingOutcome>>> Positions(
            ChainId chain,
            Address market,
            BlockRef block,
            ImmutableArray<Address> wallets,
            CancellationToken cancellationToken)
        {
            Positioned++;
            return Task.FromResult<ChainAnswer<ImmutableArray<LendingOutcome>>>(
                new ChainAnswer<ImmutableArray<LendingOutcome>>.Answered([.. wallets.Select(_ => new LendingOutcome.Read(
                    new LendingPosition(0, 0, 0, [new LendingHolding(Token, 99, 1, 0, true, 0)])))]));
        }

        private static int Last(Address address)
        {
            Span<byte> bytes = stackalloc byte[Address.Size];
            address.CopyTo(bytes);
            return bytes[^1];
        }
    }
}
