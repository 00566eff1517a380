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
    public DateTimeOffset? EndOf(SignalSource source) => EndOf(source, At);

    /// <summary>The same where another argument says when it ends.</summary>
    public DateTimeOffset? EndOf(SignalSource source, int argument)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Arguments.IsDefault || argument >= source.Arguments.Length
            || source.Arguments[argument] is not AbiValue.Number { Value: var end })
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

/// <summary>A log of the trigger's contracts that ends what a log of the trigger opened, or moves its end.</summary>
/// <param name="Event">The event.</param>
/// <param name="Wallet">
/// Index of the argument that names the wallet for which alone it ends, because it acted: voted, claimed. Null for all
/// whom it concerns.
/// </param>
/// <param name="Subject">Indices of the arguments that tell positions apart, as the trigger's do.</param>
public sealed record Ending(AbiEvent Event, int? Wallet, ImmutableArray<int> Subject)
{
    /// <summary>The value of a log that moves the end: it stays open.</summary>
    public static Rational Moved { get; } = Rational.One + Rational.One;

    /// <summary>
    /// Index of the argument that says when it ends now, in the contract's clock: it is not over by this log. Null
    /// where it is.
    /// </summary>
    public int? At { get; init; }

    /// <summary>The value of its logs: 0, -1 where the wallet acted, or <see cref="Moved"/>.</summary>
    public Rational Value => At is not null ? Moved : Wallet is null ? Rational.Zero : -Rational.One;

    /// <summary>By content.</summary>
    public bool Equals(Ending? other) =>
        other is not null && Event.Equals(other.Event) && Wallet == other.Wallet && At == other.At
        && Subject.SequenceEqual(other.Subject);

    /// <inheritdoc/>
    public override int GetHashCode() => Event.GetHashCode();
}
