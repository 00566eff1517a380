using System.Collections.Immutable;
using System.Numerics;
using Kwala.Chain.Aave;
using Kwala.Chain.Calls;
using Kwala.Chain.Tests.Calls;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;
using Kwala.TestKit.Services;

namespace Kwala.Chain.Tests.Aave;

/// <summary>Positions at Aave V3's real contracts (npm @aave/core-v3) on a real EVM node.</summary>
public sealed class AaveReaderTests
{
    private static readonly Address Alice = Lending.AddressOf(0xA1);
    private static readonly Address Bank = Lending.AddressOf(0xBA);
    private static readonly BigInteger Weth = BigInteger.Pow(10, 18), Usdc = BigInteger.Pow(10, 6);

    [SkippableFact]
    public async Task Position_is_read_as_the_pool_itself_counts_it_before_and_after_a_price_falls()
    {
        Skip.IfNot(await NodeServices.MissingReason() is null, await NodeServices.MissingReason());
        await using var node = await AnvilNode.Start("--gas-limit", "60000000");
        var deployer = new ContractDeployer(node, (await node.Call("eth_accounts"))[0].GetString()!);
        using var http = new HttpClient();
        var contracts = new ContractReader(
            Lending.Chain, [Asking.Endpoint(http, node.Url)], TimeSpan.FromSeconds(1), () => 1);
        var market = await AaveMarket.Deploy(deployer);
        await deployer.Impersonate(Alice);
        await deployer.Impersonate(Bank);
        await market.Supply(Bank, market.Usdc, 100_000 * Usdc);
        await market.Supply(Alice, market.Weth, 10 * Weth);
        await market.Borrow(Alice, market.Usdc, 11_000 * Usdc);
        var before = deployer.Block;
        await market.Price(1400);
        var after = deployer.Block;
        var reader = new AaveReader(new OneReader(contracts));

        var then = await Read(reader, market, before, Alice, Bank, Lending.AddressOf(1));
        var now = await Read(reader, market, after, Alice);

        // 10 WETH at 2000 USD, of which 82.5 % back a debt of 11000 USD.
        Assert.Equal(("20000", "11000", "1.5"), (Text(then[0].Collateral), Text(then[0].Debt), Text(then[0].HealthFactor)));
        Assert.Equal(("14000", "1.05"), (Text(now[0].Collateral), Text(now[0].HealthFactor)));
        Assert.Equal(
            [$"{market.Weth} 2000: 10 supplied, 0 owed, collateral to 0.825",
                $"{market.Usdc} 1: 0 supplied, 11000 owed"],
            then[0].Holdings.Select(Words));
        Assert.Equal(
            [$"{market.Usdc} 1: 100000 supplied, 0 owed"], then[1].Holdings.Select(Words));
        Assert.True(then[1].HealthFactor.IsInfinite);
        Assert.Equal(("0", 0), (Text(then[2].Collateral), then[2].Holdings.Length));
    }

    [Fact]
    public void Settings_of_a_reserve_are_unpacked_as_the_protocol_packs_them()
    {
        // WETH on Ethereum when its loan-to-value was 80.5 %.
        var data = new BigInteger(8050) | (new BigInteger(8300) << 16) | (new BigInteger(10500) << 32)
            | (new BigInteger(18) << 48) | (BigInteger.One << 56) | (BigInteger.One << 58)
            | (new BigInteger(1500) << 64) | (new BigInteger(1_400_000) << 80) | (new BigInteger(1_800_000) << 116);
        var weth = new ReserveConfiguration(data);
        Assert.Equal(
            ("0.805", "0.83", "1.05", 18, "0.15"),
            (Text(weth.LoanToValue), Text(weth.LiquidationThreshold), Text(weth.LiquidationBonus), weth.Decimals,
                Text(weth.ReserveFactor)));
        Assert.Equal((true, false, true, false), (weth.IsActive, weth.IsFrozen, weth.IsBorrowable, weth.IsPaused));
        Assert.Equal((1_400_000, 1_800_000), (weth.BorrowCap, weth.SupplyCap));
        Assert.True(new ReserveConfiguration(BigInteger.One << 57).IsFrozen);
        Assert.True(new ReserveConfiguration(BigInteger.One << 60).IsPaused);
    }

    [Fact]
    public async Task What_is_no_pool_says_so()
    {
        var chain = new FakeChain();
        var reader = new AaveReader(new OneReader(Asking.ReaderOver(new FakeContracts().On(new FakeNode(chain)))));
        var answer = await reader.Positions(
            Lending.Chain, Lending.Market, chain.Blocks[0].Ref, [Alice], CancellationToken.None);
        var outcome = Assert.Single(
            Assert.IsType<ChainAnswer<ImmutableArray<LendingOutcome>>.Answered>(answer).Value);
        Assert.Contains(
            "does not tell the account", Assert.IsType<LendingOutcome.Unreadable>(outcome).Reason, StringComparison.Ordinal);
    }

    private static async Task<ImmutableArray<LendingPosition>> Read(
        AaveReader reader, AaveMarket market, BlockRef block, params ImmutableArray<Address> wallets)
    {
        var answer = await reader.Positions(Lending.Chain, market.Pool, block, wallets, CancellationToken.None);
        var outcomes = Assert.IsType<ChainAnswer<ImmutableArray<LendingOutcome>>.Answered>(answer).Value;
        return [.. outcomes.Select(outcome => outcome.Match(
            read => read, reason => throw new InvalidOperationException(reason)))];
    }

    // Interest of a few seconds is beyond these digits.
    private static string Text(Rational value) => value.ToDecimalString(3);

    private static string Words(LendingHolding it) =>
        $"{it.Asset} {Text(it.Price)}: {Text(it.Supplied)} supplied, {Text(it.Owed)} owed"
        + (it.IsCollateral ? $", collateral to {Text(it.LiquidationThreshold)}" : "");
}
