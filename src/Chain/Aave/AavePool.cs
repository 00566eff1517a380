using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;

namespace Kwala.Chain.Aave;

/// <summary>
/// The questions that Aave V3's contracts answer. Sources: aave/aave-v3-core, contracts/interfaces (IPool,
/// IPoolAddressesProvider, IAaveOracle); the same in aave-dao/aave-v3-origin.
/// </summary>
internal sealed class AavePool(Address pool)
{
    /// <summary>Where in <see cref="ReserveData"/>'s struct the pool's tokens and settings stand.</summary>
    public const int Configuration = 0, AToken = 8, StableDebt = 9, VariableDebt = 10;

    private static readonly AbiFunction AddressesProvider = Function("ADDRESSES_PROVIDER() returns (address)");
    private static readonly AbiFunction ReservesList = Function("getReservesList() returns (address[])");
    private static readonly AbiFunction Account = Function(
        "getUserAccountData(address) returns (uint256 collateral, uint256 debt, uint256 available, "
        + "uint256 liquidationThreshold, uint256 ltv, uint256 healthFactor)");

    private static readonly AbiFunction UserBits = Function("getUserConfiguration(address) returns ((uint256 data))");
    private static readonly AbiFunction Reserve = Function(
        "getReserveData(address) returns (((uint256 data) configuration, uint128 liquidityIndex, "
        + "uint128 currentLiquidityRate, uint128 variableBorrowIndex, uint128 currentVariableBorrowRate, "
        + "uint128 currentStableBorrowRate, uint40 lastUpdateTimestamp, uint16 id, address aTokenAddress, "
        + "address stableDebtTokenAddress, address variableDebtTokenAddress, address interestRateStrategyAddress, "
        + "uint128 accruedToTreasury, uint128 unbacked, uint128 isolationModeTotalDebt))");

    private static readonly AbiFunction PriceOracle = Function("getPriceOracle() returns (address)");
    private static readonly AbiFunction Unit = Function("BASE_CURRENCY_UNIT() returns (uint256)");
    private static readonly AbiFunction AssetPrice = Function("getAssetPrice(address) returns (uint256)");
    private static readonly AbiFunction Balance = Function("balanceOf(address) returns (uint256)");

    /// <summary>Who knows the pool's other contracts.</summary>
    public ContractCall Provider { get; } = new(pool, AddressesProvider, []);

    /// <summary>All assets, in the order of their ids; one that was removed leaves the zero address.</summary>
    public ContractCall Reserves { get; } = new(pool, ReservesList, []);

    /// <summary>A wallet's sums, in the oracle's unit, and its health factor in 1e18.</summary>
    public ContractCall AccountOf(Address wallet) => new(pool, Account, [new AbiValue.Account(wallet)]);

    /// <summary>Two bits per reserve: borrowed, used as collateral.</summary>
    public ContractCall UserBitsOf(Address wallet) => new(pool, UserBits, [new AbiValue.Account(wallet)]);

    /// <summary>A reserve's settings and tokens.</summary>
    public ContractCall ReserveData(Address asset) => new(pool, Reserve, [new AbiValue.Account(asset)]);

    /// <summary>The oracle of a provider.</summary>
    public static ContractCall OracleOf(Address provider) => new(provider, PriceOracle, []);

    /// <summary>What 1 is in an oracle's prices.</summary>
    public static ContractCall UnitOf(Address oracle) => new(oracle, Unit, []);

    /// <summary>An oracle's price of one whole token.</summary>
    public static ContractCall PriceOf(Address oracle, Address asset) =>
        new(oracle, AssetPrice, [new AbiValue.Account(asset)]);

    /// <summary>What a wallet has of a token.</summary>
    public static ContractCall BalanceOf(Address token, Address wallet) =>
        new(token, Balance, [new AbiValue.Account(wallet)]);

    private static AbiFunction Function(string text) => ((AbiFunctionParse.Parsed)AbiFunction.Parse(text)).Function;
}
