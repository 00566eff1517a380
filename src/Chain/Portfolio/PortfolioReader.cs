using System.Collections.Immutable;
using System.Globalization;
using Kwala.Chain.Calls;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Portfolio;

/// <summary>
/// Portfolios from balances, prices and positions at lending markets, each asked for all wallets at once. What a wallet
/// has is remembered for a while; prices are those of the block. Sources: EIP-20 (balanceOf);
/// https://github.com/mds1/multicall (getEthBalance).
/// </summary>
internal sealed class PortfolioReader(
    IChainFeeds chains, IPriceSource prices, ILendingReader lending, IOptions<PortfolioOptions> options)
    : IPortfolioReader
{
    // Some kilobytes each at the most.
    private const int WalletsKept = 8192;

    private static readonly AbiFunction TokenBalance = Function("balanceOf(address) returns (uint256)");
    private static readonly AbiFunction CoinBalance = Function("getEthBalance(address) returns (uint256)");

    private readonly PortfolioMemory _memory = new(WalletsKept);

    /// <inheritdoc/>
    public async Task<ImmutableArray<PortfolioReading>> Read(
        ChainId chain,
        BlockRef block,
        DateTimeOffset blockTime,
        ImmutableArray<Address> wallets,
        CancellationToken cancellationToken)
    {
        var counted = Counted.Of(chain, chains, options.Value);
        if (counted.Reader is null || (counted.Tokens.IsEmpty && counted.Pools.IsEmpty))
            return [.. wallets.Select(_ => new PortfolioReading(
                null, $"No portfolio is configured for {chain} (Kwala:Portfolio:Assets)."))];
        var known = wallets.Distinct().ToDictionary(it => it, it => _memory.Of(chain, it));
        ImmutableArray<Address> open = [.. known.Where(it => !IsYoung(it.Value, blockTime)).Select(it => it.Key)];
        var trouble = open.IsEmpty ? null : await Ask(counted, block, blockTime, open, known, cancellationToken);
        var priced = await prices.Prices(chain, block, blockTime, counted.Tokens, cancellationToken);
        return [.. wallets.Select(wallet => priced.Match(
            outcomes => trouble is not null && open.Contains(wallet)
                ? Before(known[wallet], trouble, blockTime)
                : Valued(chain, wallet, counted, known[wallet]!, outcomes),
            (reason, _) => Before(known[wallet], reason, blockTime),
            reason => Before(known[wallet], reason, blockTime)))];
    }

    private bool IsYoung(PortfolioHeld? held, DateTimeOffset at) =>
        held is not null && held.BlockTime <= at && at - held.BlockTime <= options.Value.AgeMax;

    // What was known before is better than nothing, and says how old it is.
    private static PortfolioReading Before(PortfolioHeld? held, string trouble, DateTimeOffset at) =>
        held?.Valued is { } before && before.BlockTime <= at
            ? new PortfolioReading(before, string.Create(
                CultureInfo.InvariantCulture,
                $"The portfolio was last read {(long)(at - before.BlockTime).TotalSeconds} s before: {trouble}"))
            : new PortfolioReading(null, $"The portfolio could not be read: {trouble}");

    private PortfolioReading Valued(
        ChainId chain, Address wallet, Counted counted, PortfolioHeld held, ImmutableArray<PriceOutcome> outcomes)
    {
        var making = new PortfolioMaking(held.Block, held.BlockTime);
        for (var i = 0; i < counted.Tokens.Length; i++)
            making.Balance(counted.Tokens[i], held.Balances[i], counted.Decimals[i], outcomes[i]);
        foreach (var position in held.Positions)
            making.Position(position);
        var reading = making.Reading();
        _memory.Keep(chain, wallet, held with { Valued = reading.Composition ?? held.Valued });
        return reading;
    }

    // Null once all of them are known, else what stands in the way.
    private async Task<string?> Ask(
        Counted counted,
        BlockRef block,
        DateTimeOffset blockTime,
        ImmutableArray<Address> wallets,
        Dictionary<Address, PortfolioHeld?> known,
        CancellationToken cancellationToken)
    {
        var book = new CallBook(counted.Reader!, block);
        var calls = counted.Tokens.SelectMany(token => wallets.Select(wallet => BalanceOf(token, wallet)));
        if (await book.Ask<PortfolioHeld>(calls, cancellationToken) is { } trouble)
            return Reason(trouble);
        var markets = new List<ImmutableArray<LendingOutcome>>();
        foreach (var pool in counted.Pools)
        {
            var answer = await lending.Positions(counted.Chain, pool, block, wallets, cancellationToken);
            if (answer is not ChainAnswer<ImmutableArray<LendingOutcome>>.Answered { Value: var told })
                return Reason(answer);
            markets.Add(told);
        }

        for (var at = 0; at < wallets.Length; at++)
            known[wallets[at]] = new PortfolioHeld(
                block,
                blockTime,
                [.. counted.Tokens.Select(token => book.Number(BalanceOf(token, wallets[at])))],
                [.. markets.Select(market => market[at])],
                known[wallets[at]]?.Valued);
        return null;
    }

    private static string Reason<T>(ChainAnswer<T> answer) =>
        answer.Match(_ => "", (reason, _) => reason, reason => reason);

    private static ContractCall BalanceOf(Address token, Address wallet) => token == Composition.Native
        ? new ContractCall(Multicall3.Contract, CoinBalance, [new AbiValue.Account(wallet)])
        : new ContractCall(token, TokenBalance, [new AbiValue.Account(wallet)]);

    private static AbiFunction Function(string text) => ((AbiFunctionParse.Parsed)AbiFunction.Parse(text)).Function;

    /// <summary>What is counted on one chain.</summary>
    private sealed record Counted(
        ChainId Chain,
        IContractReader? Reader,
        ImmutableArray<Address> Tokens,
        ImmutableArray<int> Decimals,
        ImmutableArray<Address> Pools)
    {
        public static Counted Of(ChainId chain, IChainFeeds chains, PortfolioOptions options)
        {
            var assets = options.Assets.Where(it => chains.Resolve(it.Chain) == chain)
                .DistinctBy(it => AddressOf(it.Token)).ToList();
            return new Counted(
                chain,
                chains.ReaderOf(chain),
                [.. assets.Select(it => AddressOf(it.Token))],
                [.. assets.Select(it => it.Decimals)],
                [.. options.Markets.Where(it => chains.Resolve(it.Chain) == chain)
                    .Select(it => AddressOf(it.Pool)).Distinct()]);
        }

        private static Address AddressOf(string text) => ((AddressParse.Valid)Address.Parse(text)).Address;
    }
}
