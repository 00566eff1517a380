namespace Kwala.Core.Wallets;

/// <summary>How a delivery can end, as stored and sent: docs/reasons.md.</summary>
public static class DeliveryWords
{
    /// <summary>The provider accepted it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It was not needed any more: its episode ended, or a newer alert took its place.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was deferred, and then there was no attention left for it: the digest tells it.</summary>
    public const string Digested = "digested";

    /// <summary>It could not be sent while it was valid.</summary>
    public const string Expired = "expired";

    /// <summary>The owner opted out between decision and sending.</summary>
    public const string OptedOut = "opted-out";

    /// <summary>
    /// The owner had no usable address when it was to be sent; a dead letter as <see cref="RecipientGone"/>.
    /// </summary>
    public const string NoAddress = "no-address";

    /// <summary>
    /// The address does not work any more; a dead letter where it was the last channel of an urgent or critical alert.
    /// </summary>
    public const string RecipientGone = "recipient-gone";

    /// <summary>Dead letter: the provider refused the message for good.</summary>
    public const string Rejected = "rejected";

    /// <summary>Dead letter: it may have been accepted, and the channel cannot collapse a repetition.</summary>
    public const string InDoubt = "in-doubt";

    /// <summary>Dead letter: every attempt failed.</summary>
    public const string GaveUp = "gave-up";

    /// <summary>Dead letter: the channel is not configured any more.</summary>
    public const string NotConfigured = "not-configured";

    /// <summary>
    /// Dead letter: a critical alert of a wallet that follows as many open positions as it can remember.
    /// </summary>
    public const string Overflow = "overflow";

    /// <summary>Dead letter that is sent by itself as soon as the wallet's full outbox has room again.</summary>
    public const string Displaced = "displaced";
}
