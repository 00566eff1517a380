using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// What to write beside a wallet's new state, in the same transaction. Sending is not an effect of its own: whatever
/// stands in the outbox and is due is sent once the state is durable.
/// </summary>
public abstract record WalletEffect
{
    private WalletEffect()
    {
    }

    /// <summary>Keep the decision with its reasons: one for every change of a position's phase.</summary>
    /// <param name="Decision">The decision.</param>
    /// <param name="Before">The phase that it was decided in.</param>
    /// <param name="Through">
    /// What lies at or before this position on the chain was decided before it, what lies after was decided later.
    /// </param>
    public sealed record Record(DecisionRecord Decision, Episode Before, LogPosition Through) : WalletEffect;

    /// <summary>Lay the notification into the owner's inbox.</summary>
    public sealed record Show(Notification Notification, DeliveryKey Key) : WalletEffect;

    /// <summary>A delivery ended well, or ended because it was not needed any more.</summary>
    public sealed record Settled(DeliveryRecord Delivery) : WalletEffect;

    /// <summary>A delivery was given up and waits for the operator, or a whole notification was displaced.</summary>
    /// <param name="Delivery">How it ended; of a displaced notification its first delivery.</param>
    /// <param name="Notification">What was to be told.</param>
    /// <param name="Channels">The channels that it is to travel by when it is sent after all.</param>
    public sealed record DeadLettered(
        DeliveryRecord Delivery, Notification Notification, ImmutableArray<ChannelName> Channels) : WalletEffect
    {
        /// <summary>Until when a displaced notification was put off; null where it was not.</summary>
        public DateTimeOffset? DeferredUntil { get; init; }

        /// <summary>
        /// Of the news that an episode is over: over which of the channels something of the episode arrived before.
        /// </summary>
        public ImmutableArray<ChannelName> Heard { get; init; } = [];
    }

    /// <summary>Lay the item into the digest of that number.</summary>
    public sealed record Digested(DigestItem Item, long Digest) : WalletEffect;

    /// <summary>If the digest of that number has the item, it must not be told.</summary>
    public sealed record Undigested(DeliveryKey Key, long Digest) : WalletEffect;

    /// <summary>Put these in the place of all entries that the subscriber index has of the wallet.</summary>
    public sealed record Indexed(ImmutableSortedSet<string> Entries) : WalletEffect;

    /// <summary>Put these in the place of all entries of segments that the subscriber index has of it.</summary>
    public sealed record Belongs(ImmutableSortedSet<string> Entries) : WalletEffect;

    /// <summary>Count what became of an alert of this kind.</summary>
    public sealed record Fated(KindName Kind, AlertFate Fate) : WalletEffect;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<Record, T> record,
        Func<Show, T> show,
        Func<Settled, T> settled,
        Func<DeadLettered, T> deadLettered,
        Func<Digested, T> digested,
        Func<Undigested, T> undigested,
        Func<Indexed, T> indexed,
        Func<Belongs, T> belongs,
        Func<Fated, T> fated) => this switch
        {
            Record it => record(it),
            Show it => show(it),
            Settled it => settled(it),
            DeadLettered it => deadLettered(it),
            Digested it => digested(it),
            Undigested it => undigested(it),
            Indexed it => indexed(it),
            Belongs it => belongs(it),
            Fated it => fated(it),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
