using Kwala.Core.Numerics;

namespace Kwala.Core.Wallets.Movement;

/// <summary>
/// What a wallet's only position under a workflow was when it was last read, where prices move it without naming the
/// wallet.
/// </summary>
/// <param name="Value">The value, to twelve digits; undefined where it has to be read again.</param>
/// <param name="Clock">The movement clock then, or earlier; 0 where it has to be read again.</param>
/// <param name="Block">The number of the block; -1 where it has to be read again.</param>
public sealed record LastRead(Rational Value, long Clock, long Block)
{
    /// <summary>The most that a wallet remembers; what was read longest ago goes.</summary>
    public const int Max = 16;

    /// <summary>Nothing is known but that there is a position: it is read with the next price.</summary>
    public static LastRead Unknown { get; } = new(Rational.Undefined, 0, -1);
}
