using Kwala.Channels.Http;
using Kwala.Core.Delivery;

namespace Kwala.Channels.Webhook;

/// <summary>
/// What a receiver's status proves (RFC 9110, section 15; Standard Webhooks, "Status codes"). 408 says that the request
/// did not come in whole, so nothing was taken; any other 5xx may follow work done, which is harmless because the
/// receiver collapses by the message's id.
/// </summary>
internal static class WebhookVerdict
{
    /// <summary>What to wait when the receiver asks for patience without saying how much.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a receiver may ask for.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromHours(24);

    /// <summary>The outcome of the send.</summary>
    public static SendOutcome Of(HttpAnswer.Answered answer) => answer.Status switch
    {
        >= 200 and < 300 => new SendOutcome.Delivered(null),
        410 => new SendOutcome.RecipientGone("The receiver answered 410: it wants no more messages."),
        429 => new SendOutcome.Throttled(Wait(answer) ?? DefaultWait),
        503 when Wait(answer) is { } wait => new SendOutcome.Throttled(wait),
        408 => new SendOutcome.Unreachable("The receiver answered 408: the request came in too slowly."),
        >= 500 => new SendOutcome.Unknown($"The receiver answered {answer.Status}."),
        >= 300 and < 400 => new SendOutcome.Rejected(
            $"The receiver answered {answer.Status}: redirects are not followed; set the final URL."),
        _ => new SendOutcome.Rejected($"The receiver answered {answer.Status}."),
    };

    private static TimeSpan? Wait(HttpAnswer.Answered answer) =>
        answer.RetryAfter is { } wait ? (wait < WaitMax ? wait : WaitMax) : null;
}
