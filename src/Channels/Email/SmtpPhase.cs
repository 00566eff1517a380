using Kwala.Channels.Secrets;
using Kwala.Core.Delivery;

namespace Kwala.Channels.Email;

/// <summary>How far a mail has come; it decides what a refusal or a broken connection proves.</summary>
internal enum SmtpPhase
{
    /// <summary>Connecting, TLS, greeting, sign-in: not about this mail.</summary>
    Session,

    /// <summary>MAIL FROM: about our sender.</summary>
    Sender,

    /// <summary>RCPT TO: about the address.</summary>
    Recipient,

    /// <summary>DATA and the mail's text, up to the line with the final dot.</summary>
    Content,

    /// <summary>
    /// The final dot is on its way: from here on the server may have taken the mail (RFC 5321, section 4.5.3.2.6).
    /// </summary>
    Committed,
}

/// <summary>What a refusal or a broken connection in a phase proves.</summary>
internal static class SmtpVerdict
{
    /// <summary>
    /// Pause after a transient refusal; greylisting (RFC 6647) commonly lets the second try pass after minutes.
    /// </summary>
    public static readonly TimeSpan TransientWait = TimeSpan.FromMinutes(2);

    // RFC 3463, section 3.2 and 3.3: no such mailbox, no such system, bad syntax, moved without a forward; disabled.
    // RFC 7505, section 5: null MX.
    private static readonly string[] GoneCodes = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

    /// <summary>The outcome when the server refused.</summary>
    public static SendOutcome Of(SmtpReply reply, SmtpPhase phase, SecretScrubber scrubber)
    {
        var reason = scrubber.Reason(reply.ToString());
        return (reply, phase) switch
        {
            // Sign-in refused or the server is closing: no fault of this mail, and surely not taken.
            (_, SmtpPhase.Session) => new SendOutcome.Unreachable(reason),
            ({ IsTransient: true }, _) => new SendOutcome.Throttled(TransientWait),
            ({ Enhanced: { } code }, SmtpPhase.Recipient) when GoneCodes.Contains(code) =>
                new SendOutcome.RecipientGone(reason),
            ({ Enhanced: null, Code: 550 or 551 or 553 }, SmtpPhase.Recipient) => new SendOutcome.RecipientGone(reason),
            ({ Code: >= 500 }, _) => new SendOutcome.Rejected(reason),
            // A positive code out of place: RFC 5321 gives it no meaning.
            (_, SmtpPhase.Committed) => new SendOutcome.Unknown(reason),
            _ => new SendOutcome.Unreachable(reason),
        };
    }

    /// <summary>The outcome when the connection broke, timed out, or spoke something else than SMTP.</summary>
    public static SendOutcome Of(string failure, SmtpPhase phase) => phase == SmtpPhase.Committed
        ? new SendOutcome.Unknown(failure)
        : new SendOutcome.Unreachable(failure);
}
