using System.Collections.Immutable;
using System.Numerics;
using Kwala.Chain.Calls;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Aave;

/// <summary>
/// Positions at an Aave V3 pool, in three questions however many wallets: the pool's assets and the wallets' sums; each
/// asset's settings and tokens; balances and prices.
/// </summary>
internal sealed class AaveReader(IChainFeeds chains) : ILendingReader
{
    // What a pool may say that is none: each asset is asked about.
    private const int ReservesMax = 128;

    private static readonly BigInteger Wad = BigInteger.Pow(10, 18);
    private static readonly BigInteger NoDebt = (BigInteger.One << 256) - 1;

    /// <inheritdoc/>
    public async Task<ChainAnswer<ImmutableArray<LendingOutcome>>> Positions(
        ChainId chain,
        Address market,
        BlockRef block,
        ImmutableArray<Address> wallets,
        CancellationToken cancellationToken)
    {
        if (chains.ReaderOf(chain) is not { } reader)
            return new ChainAnswer<ImmutableArray<LendingOutcome>>.Refused($"The chain {chain} is not configured.");
        var (book, pool) = (new CallBook(reader, block), new AavePool(market));
        Task<ChainAnswer<ImmutableArray<LendingOutcome>>?> Ask(IEnumerable<ContractCall> calls) =>
            book.Ask<ImmutableArray<LendingOutcome>>(calls, cancellationToken);

        var trouble = await Ask(
        [
            pool.Provider, pool.Reserves, .. wallets.Select(pool.AccountOf), .. wallets.Select(pool.UserBitsOf),
        ]);
        var assets = AssetsOf(book, pool);
        var provider = book.Account(pool.Provider) is { } found ? AavePool.OracleOf(found) : null;
        trouble ??= await Ask(
            [.. assets.Select(it => pool.ReserveData(it.Asset)), .. provider is null ? [] : new[] { provider }]);
        var reserves = assets.Select(it => Reserve.Of(book, pool, it.Asset, it.Id)).OfType<Reserve>().ToList();
        var oracle = book.Account(provider);
        trouble ??= await Ask(
        [
            .. oracle is { } at
                ? reserves.Select(reserve => AavePool.PriceOf(at, reserve.Asset)).Append(AavePool.UnitOf(at))
                : [],
            .. reserves.SelectMany(reserve => wallets.SelectMany(reserve.BalancesOf)),
        ]);
        return trouble ?? new ChainAnswer<ImmutableArray<LendingOutcome>>.Answered(
            [.. wallets.Select(wallet => Position(book, pool, wallet, assets, reserves, oracle))]);
    }

    private static ImmutableArray<(Address Asset, int Id)> AssetsOf(CallBook book, AavePool pool) =>
        book.Values(pool.Reserves) is [AbiValue.List { Items: var items }]
            ? [.. items.Take(ReservesMax).OfType<AbiValue.Account>().Select((it, id) => (it.Address, id))
                .Where(it => !it.Address.IsZero)]
            : [];

    private static LendingOutcome Position(
        CallBook book,
        AavePool pool,
        Address wallet,
        ImmutableArray<(Address Asset, int Id)> assets,
        List<Reserve> reserves,
        Address? oracle)
    {
        if (book.Values(pool.AccountOf(wallet)) is not { } sums)
            return new LendingOutcome.Unreadable(
                $"The pool does not tell the account: {book.Problem(pool.AccountOf(wallet))}");
        if (oracle is not { } at || book.Number(AavePool.UnitOf(at)) is not { Sign: > 0 } unit)
            return new LendingOutcome.Unreadable("The pool's oracle does not tell the unit of its prices.");
        if (Missing(book, pool, wallet, assets, reserves) is { } missing)
            return new LendingOutcome.Unreadable(missing);
        var bits = book.Values(pool.UserBitsOf(wallet)) is [AbiValue.List { Items: [AbiValue.Number word] }]
            ? word.Value
            : BigInteger.Zero;
        var numbers = sums.OfType<AbiValue.Number>().Select(it => it.Value).ToArray();
        return new LendingOutcome.Read(new LendingPosition(
            Rational.Of(numbers[0], unit),
            Rational.Of(numbers[1], unit),
            numbers[5] == NoDebt ? Rational.PositiveInfinity : Rational.Of(numbers[5], Wad),
            [
                .. reserves.Select(it => it.HoldingOf(book, wallet, Price(book, at, it.Asset, unit), bits))
                    .OfType<LendingHolding>(),
            ]));
    }

    // A balance that is not told is not none.
    private static string? Missing(
        CallBook book,
        AavePool pool,
        Address wallet,
        ImmutableArray<(Address Asset, int Id)> assets,
        List<Reserve> reserves)
    {
        if (assets.IsEmpty || reserves.Count < assets.Length)
            return "The pool does not tell all of its assets.";
        if (book.Problem(pool.UserBitsOf(wallet)) is { } unknown)
            return $"The pool does not tell what is collateral: {unknown}";
        return reserves.SelectMany(reserve => reserve.BalancesOf(wallet)).Select(book.Problem)
            .FirstOrDefault(problem => problem is not null) is { } problem
            ? $"A token of the pool does not tell a balance: {problem}"
            : null;
    }

    private static Rational Price(CallBook book, Address oracle, Address asset, BigInteger unit) =>
        book.Number(AavePool.PriceOf(oracle, asset)) is { } price ? Rational.Of(price, unit) : Rational.Undefined;

    /// <summary>One asset of a pool.</summary>
    private sealed record Reserve(
        Address Asset, int Id, ReserveConfiguration Configuration, Address Supplies, ImmutableArray<Address> Debts)
    {
        public static Reserve? Of(CallBook book, AavePool pool, Address asset, int id) =>
            book.Values(pool.ReserveData(asset)) is [AbiValue.List { Items: var data }]
            && data[AavePool.Configuration] is AbiValue.List { Items: [AbiValue.Number { Value: var configuration }] }
            && data[AavePool.AToken] is AbiValue.Account { Address: { IsZero: false } supplies }
                ? new Reserve(asset, id, new ReserveConfiguration(configuration), supplies,
                [
                    .. new[] { AavePool.VariableDebt, AavePool.StableDebt }
                        .Select(place => data[place]).OfType<AbiValue.Account>()
                        .Select(debt => debt.Address).Where(debt => !debt.IsZero),
                ])
                : null;

        public IEnumerable<ContractCall> BalancesOf(Address wallet) =>
            Debts.Prepend(Supplies).Select(token => AavePool.BalanceOf(token, wallet));

        public LendingHolding? HoldingOf(CallBook book, Address wallet, Rational price, BigInteger userBits)
        {
            var unit = BigInteger.Pow(10, Configuration.Decimals);
            var supplied = book.Number(AavePool.BalanceOf(Supplies, wallet)) ?? 0;
            var owed = Debts.Aggregate(
                BigInteger.Zero, (sum, debt) => sum + (book.Number(AavePool.BalanceOf(debt, wallet)) ?? 0));
            return supplied.IsZero && owed.IsZero
                ? null
                : new LendingHolding(
                    Asset,
                    price,
                    Rational.Of(supplied, unit),
                    Rational.Of(owed, unit),
                    !supplied.IsZero && !((userBits >> ((2 * Id) + 1)) & 1).IsZero,
                    Configuration.LiquidationThreshold);
        }
    }
}
