namespace Kwala.Core.Delivery;

/// <summary>
/// Every way in which one attempt to send can end, each with what follows from it. A channel returns one of these and
/// throws nothing; reasons are for people, carry no secret and at most 500 characters.
/// </summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The provider accepted the message. Nothing more is sent for this key.</summary>
    /// <param name="ProviderReference">The provider's own id of the message, where it gives one.</param>
    public sealed record Delivered(string? ProviderReference) : SendOutcome;

    /// <summary>The provider asked for patience; the message was not accepted. Send again after that time.</summary>
    /// <param name="RetryAfter">How long to wait; positive.</param>
    public sealed record Throttled(TimeSpan RetryAfter) : SendOutcome;

    /// <summary>
    /// The address will never work again (bot blocked, mailbox gone). Use another channel; mark it gone.
    /// </summary>
    /// <param name="Reason">What the provider said.</param>
    public sealed record RecipientGone(string Reason) : SendOutcome;

    /// <summary>The provider refused this message for good; sending the same again cannot help.</summary>
    /// <param name="Reason">What the provider said.</param>
    public sealed record Rejected(string Reason) : SendOutcome;

    /// <summary>
    /// The message provably never arrived (no connection, 5xx before acceptance). Safe to send again.
    /// </summary>
    /// <param name="Reason">What failed.</param>
    public sealed record Unreachable(string Reason) : SendOutcome;

    /// <summary>The message may or may not have been accepted: no answer after the first byte was sent.</summary>
    /// <param name="Reason">What failed.</param>
    public sealed record Unknown(string Reason) : SendOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<Delivered, T> delivered,
        Func<Throttled, T> throttled,
        Func<RecipientGone, T> recipientGone,
        Func<Rejected, T> rejected,
        Func<Unreachable, T> unreachable,
        Func<Unknown, T> unknown) => this switch
        {
            Delivered it => delivered(it),
            Throttled it => throttled(it),
            RecipientGone it => recipientGone(it),
            Rejected it => rejected(it),
            Unreachable it => unreachable(it),
            Unknown it => unknown(it),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
