using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;

namespace Kwala.Core.Workflows;

/// <summary>
/// That what a log opened ends at an instant which the log names, and that its owner is reminded once before.
/// </summary>
/// <param name="Before">How long before: from a minute to 30 days.</param>
/// <param name="At">Index of the argument that says when it ends, in the contract's clock.</param>
/// <param name="Clock">The contract's clock (ERC-6372).</param>
/// <param name="BlockTime">How long a block takes, where the clock counts blocks.</param>
/// <param name="Template">The reminder's words, one of the workflow's templates.</param>
public sealed record EndsSoonPlan(
    TimeSpan Before, int At, EndClock Clock, TimeSpan BlockTime, TemplateName Template)
{
    // A log may name any number; what ends later than this ends, for people, never.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(3650);

    /// <summary>
    /// When it ends; null where the log says none, or one more than ten years away. By blocks it is an estimate from
    /// the log's own block.
    /// </summary>
    public DateTimeOffset? EndOf(SignalSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Arguments.IsDefault || At >= source.Arguments.Length
            || source.Arguments[At] is not AbiValue.Number { Value: var end })
            return null;
        var away = Clock == EndClock.Timestamp
            ? end - source.BlockTime.ToUnixTimeSeconds()
            : (end - source.Block.Number) * (BigInteger)BlockTime.TotalMilliseconds / 1000;
        return away > (BigInteger)Farthest.TotalSeconds || away < -(BigInteger)Farthest.TotalSeconds
            ? null
            : DateTimeOffset.FromUnixTimeSeconds(source.BlockTime.ToUnixTimeSeconds() + (long)away);
    }
}

/// <summary>What a contract's clock counts. Source: ERC-6372, <c>CLOCK_MODE()</c>.</summary>
public enum EndClock
{
    /// <summary><c>mode=blocknumber</c>, and contracts without ERC-6372.</summary>
    Block,

    /// <summary><c>mode=timestamp</c>: seconds since 1970.</summary>
    Timestamp,
}

/// <summary>A log of the trigger's contracts that ends what a log of the trigger opened.</summary>
/// <param name="Event">The event.</param>
/// <param name="Wallet">
/// Index of the argument that names the wallet for which alone it ends, because it acted: voted, claimed. Null for all
/// whom it concerns.
/// </param>
/// <param name="Subject">Indices of the arguments that tell positions apart, as the trigger's do.</param>
public sealed record Ending(AbiEvent Event, int? Wallet, ImmutableArray<int> Subject)
{
    /// <summary>The value of its logs: 0, or -1 where the wallet acted.</summary>
    public Rational Value => Wallet is null ? Rational.Zero : -Rational.One;

    /// <summary>By content.</summary>
    public bool Equals(Ending? other) =>
        other is not null && Event.Equals(other.Event) && Wallet == other.Wallet
        && Subject.SequenceEqual(other.Subject);

    /// <inheritdoc/>
    public override int GetHashCode() => Event.GetHashCode();
}
