using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using static Kwala.TestKit.Services.ContractDeployer;

namespace Kwala.TestKit.Services;

/// <summary>Aave V3's own contracts as their makers compiled them, with two assets: WETH (18 decimals) and USDC (6).</summary>
public sealed class AaveMarket
{
    private const string Protocol = "protocol/";
    private static readonly BigInteger Ray = BigInteger.Pow(10, 27);

    private readonly ContractDeployer _deployer;
    private readonly Address _oracle;

    private AaveMarket(ContractDeployer deployer, Address pool, Address oracle, Address weth, Address usdc) =>
        (_deployer, Pool, _oracle, Weth, Usdc) = (deployer, pool, oracle, weth, usdc);

    /// <summary>The contract that people deal with.</summary>
    public Address Pool { get; }

    /// <summary>A token with 18 decimals.</summary>
    public Address Weth { get; }

    /// <summary>A token with 6 decimals.</summary>
    public Address Usdc { get; }

    /// <summary>Deploys it all, at 2000 USD for WETH and 1 for USDC; WETH is liquidated from 82.5 % on.</summary>
    public static async Task<AaveMarket> Deploy(ContractDeployer deployer)
    {
        foreach (var library in (string[])["Supply", "Borrow", "Liquidation", "EMode", "Bridge", "FlashLoan", "Pool",
            "Configurator"])
            await deployer.Deploy($"{Protocol}libraries/logic/{library}Logic.sol");
        var owner = Of(deployer.Owner);
        var provider = await deployer.Deploy(
            $"{Protocol}configuration/PoolAddressesProvider.sol", "string,address", Of("test"), owner);
        await deployer.Send(provider, "setACLAdmin(address)", [owner]);
        var acl = await deployer.Deploy($"{Protocol}configuration/ACLManager.sol", "address", Of(provider));
        await deployer.Send(provider, "setACLManager(address)", [Of(acl)]);
        await deployer.Send(acl, "addPoolAdmin(address)", [owner]);
        await deployer.Send(
            provider, "setPoolImpl(address)",
            [Of(await deployer.Deploy($"{Protocol}pool/Pool.sol", "address", Of(provider)))]);
        var pool = await deployer.Ask(provider, "getPool()");
        await deployer.Send(
            provider, "setPoolConfiguratorImpl(address)", [Of(await deployer.Deploy($"{Protocol}pool/PoolConfigurator.sol"))]);
        var configurator = await deployer.Ask(provider, "getPoolConfigurator()");

        var weth = await Token(deployer, "WETH", 18);
        var usdc = await Token(deployer, "USDC", 6);
        var oracle = await deployer.Deploy(
            "misc/AaveOracle.sol", "address,address[],address[],address,address,uint256",
            Of(provider), List(Of(weth), Of(usdc)),
            List(Of(await Feed(deployer, 2000)), Of(await Feed(deployer, 1))),
            Of(default(Address)), Of(default(Address)), Of(100_000_000));
        await deployer.Send(provider, "setPriceOracle(address)", [Of(oracle)]);
        await List(deployer, provider, pool, configurator, (weth, "WETH", 18), (usdc, "USDC", 6));
        await deployer.Send(
            configurator, "configureReserveAsCollateral(address,uint256,uint256,uint256)",
            [Of(weth), Of(8000), Of(8250), Of(10500)]);
        await deployer.Send(configurator, "setReserveBorrowing(address,bool)", [Of(usdc), new AbiValue.Flag(true)]);
        return new AaveMarket(deployer, pool, oracle, weth, usdc);
    }

    /// <summary>The wallet gets so much of the token and supplies it. Amounts are in the token's smallest unit.</summary>
    public async Task Supply(Address wallet, Address token, BigInteger amount)
    {
        await _deployer.Send(token, "mint(address,uint256)", [Of(wallet), Of(amount)]);
        await _deployer.Send(token, "approve(address,uint256)", [Of(Pool), Of(amount)], wallet);
        await _deployer.Send(
            Pool, "supply(address,uint256,address,uint16)", [Of(token), Of(amount), Of(wallet), Of(0)], wallet);
    }

    /// <summary>The wallet borrows, at the variable rate.</summary>
    public Task Borrow(Address wallet, Address token, BigInteger amount) => _deployer.Send(
        Pool, "borrow(address,uint256,uint256,uint16,address)",
        [Of(token), Of(amount), Of(2), Of(0), Of(wallet)], wallet);

    /// <summary>The wallet takes back what it supplied.</summary>
    public Task Withdraw(Address wallet, Address token, BigInteger amount) => _deployer.Send(
        Pool, "withdraw(address,uint256,address)", [Of(token), Of(amount), Of(wallet)], wallet);

    /// <summary>WETH costs so many USD from now on.</summary>
    public async Task Price(int usd) => await Source(Weth, await Feed(_deployer, usd));

    /// <summary>The token's price is what this contract says, by <c>latestAnswer()</c> with eight decimals.</summary>
    public Task Source(Address token, Address feed) => _deployer.Send(
        _oracle, "setAssetSources(address[],address[])", [List(Of(token)), List(Of(feed))]);

    private static Task<Address> Token(ContractDeployer deployer, string name, int decimals) => deployer.Deploy(
        "mocks/tokens/MintableERC20.sol", "string,string,uint8", Of(name), Of(name), Of(decimals));

    private static Task<Address> Feed(ContractDeployer deployer, int usd) => deployer.Deploy(
        "mocks/oracle/CLAggregators/MockAggregator.sol", "int256", Of(usd * 100_000_000L));

    private static async Task List(
        ContractDeployer deployer, Address provider, Address pool, Address configurator,
        params (Address Token, string Name, int Decimals)[] assets)
    {
        var aToken = await deployer.Deploy($"{Protocol}tokenization/AToken.sol", "address", Of(pool));
        var stable = await deployer.Deploy($"{Protocol}tokenization/StableDebtToken.sol", "address", Of(pool));
        var variable = await deployer.Deploy($"{Protocol}tokenization/VariableDebtToken.sol", "address", Of(pool));
        // Optimal use 80 %, from 0 by 4 % and 75 %; the stable rate is not used.
        var rates = await deployer.Deploy(
            $"{Protocol}pool/DefaultReserveInterestRateStrategy.sol", string.Join(',', Enumerable.Repeat("uint256", 9)
                .Prepend("address")),
            [Of(provider), .. new[] { 80, 0, 4, 75, 4, 75, 1, 8, 20 }.Select(percent => Of(Ray * percent / 100))]);
        await deployer.Send(
            configurator,
            "initReserves((address,address,address,uint8,address,address,address,address,string,string,string,string,"
            + "string,string,bytes)[])",
            [
                List([.. assets.Select(it => List(
                    Of(aToken), Of(stable), Of(variable), Of(it.Decimals), Of(rates), Of(it.Token), Of(deployer.Owner),
                    Of(default(Address)), Of($"a{it.Name}"), Of($"a{it.Name}"), Of($"v{it.Name}"), Of($"v{it.Name}"),
                    Of($"s{it.Name}"), Of($"s{it.Name}"), new AbiValue.Blob([])))]),
            ]);
    }

    private static AbiValue.List List(params AbiValue[] items) => new([.. items]);
}
