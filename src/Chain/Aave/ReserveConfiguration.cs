using System.Numerics;
using Kwala.Core.Numerics;

namespace Kwala.Chain.Aave;

/// <summary>
/// The settings of one reserve, which Aave V3 packs into one number. Shares are of 1; caps are in whole tokens, 0 for
/// none. Source: aave/aave-v3-core, contracts/protocol/libraries/configuration/ReserveConfiguration.sol.
/// </summary>
internal readonly record struct ReserveConfiguration(BigInteger Data)
{
    /// <summary>How much of its worth can be borrowed against it.</summary>
    public Rational LoanToValue => Share(0);

    /// <summary>Up to which share of its worth it backs debt.</summary>
    public Rational LiquidationThreshold => Share(16);

    /// <summary>What a liquidator gets, of the debt's worth: 1.05 is 5 % more.</summary>
    public Rational LiquidationBonus => Share(32);

    /// <summary>The token's decimals.</summary>
    public int Decimals => Bits(48, 8);

    /// <summary>Whether it is in use.</summary>
    public bool IsActive => Flag(56);

    /// <summary>Whether nothing more can be supplied or borrowed.</summary>
    public bool IsFrozen => Flag(57);

    /// <summary>Whether it can be borrowed.</summary>
    public bool IsBorrowable => Flag(58);

    /// <summary>Whether nothing at all can be done.</summary>
    public bool IsPaused => Flag(60);

    /// <summary>The share of interest that the protocol keeps.</summary>
    public Rational ReserveFactor => Share(64);

    /// <summary>How much of it can be borrowed in all.</summary>
    public BigInteger BorrowCap => Part(80, 36);

    /// <summary>How much of it can be supplied in all.</summary>
    public BigInteger SupplyCap => Part(116, 36);

    private Rational Share(int from) => Rational.Of(Bits(from, 16), 10_000);

    private bool Flag(int at) => Bits(at, 1) == 1;

    private int Bits(int from, int count) => (int)Part(from, count);

    private BigInteger Part(int from, int count) => (Data >> from) & ((BigInteger.One << count) - 1);
}
