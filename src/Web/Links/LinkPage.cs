using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Workflows;

namespace Kwala.Web.Links;

/// <summary>
/// A small page for an owner who opened a link: one heading, what will happen in plain words, buttons that work without
/// script. Everything that came from outside is escaped, and the policy lets nothing run or load.
/// </summary>
internal sealed class LinkPage : IResult
{
    /// <summary>The form's only field.</summary>
    public const string ChoiceField = "choice";

    /// <summary>The choice that opts out of the whole channel; any other opts out of the kind.</summary>
    public const string WholeChannel = "channel";

    private const string Style =
        "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;"
        + "color:#1a1a1a;background:#fff}button{font:inherit;padding:.6rem 1.2rem;margin:.4rem 0;"
        + "border:2px solid #1a4fa0;border-radius:.4rem;background:#1a4fa0;color:#fff;cursor:pointer}"
        + "button.second{background:#fff;color:#1a4fa0}"
        + "button:focus-visible{outline:3px solid #f5a300;outline-offset:2px}code{overflow-wrap:anywhere}";

    private static readonly string Policy =
        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'";

    private readonly int _status;
    private readonly string _title;
    private readonly string _body;

    private LinkPage(int status, string title, string body)
    {
        _status = status;
        _title = title;
        _body = body;
    }

    public static LinkPage AskToConfirm(string address, Address wallet) => new(
        StatusCodes.Status200OK,
        "Confirm your mail address",
        $"<p>Notifications about the wallet <code>{wallet}</code> will come to <strong>{Escape(address)}</strong>.</p>"
        + Form("<button type=\"submit\">Confirm this address</button>"));

    public static LinkPage Confirmed(string address) => new(
        StatusCodes.Status200OK, "Confirmed", $"<p>Notifications will come to <strong>{Escape(address)}</strong>.</p>");

    public static LinkPage AskToOptOut(string channel, string kind, Address wallet) => new(
        StatusCodes.Status200OK,
        "Unsubscribe",
        $"<p>For the wallet <code>{wallet}</code>, what should stop?</p>"
        + Form(
            $"<p><button type=\"submit\" name=\"{ChoiceField}\" value=\"kind\">"
            + $"Stop {Escape(kind)} on every channel</button></p>"
            + $"<p><button class=\"second\" type=\"submit\" name=\"{ChoiceField}\" value=\"{WholeChannel}\">"
            + $"Stop everything on {Escape(channel)}</button></p>"));

    /// <summary>Offers the answers, the one that was chosen in the message first.</summary>
    public static LinkPage AskForAnswer(IEnumerable<OwnerAnswer> answers, string kind, Address wallet) => new(
        StatusCodes.Status200OK,
        "What do you think of it?",
        $"<p>A notification about <strong>{Escape(kind)}</strong> for the wallet <code>{wallet}</code>:</p>"
        + Form(string.Concat(answers.Select((answer, index) =>
            $"<p><button{(index == 0 ? "" : " class=\"second\"")} type=\"submit\" name=\"{ChoiceField}\" "
            + $"value=\"{OwnerAnswers.Word(answer)}\">{OwnerAnswers.Label(answer)}</button></p>"))));

    public static LinkPage Answered(OwnerAnswer answer, KindName kind) => new(
        StatusCodes.Status200OK, "Done", $"<p>{Escape(OwnerAnswers.Done(answer, kind))}</p>");

    public static LinkPage OptedOutOfKind(string kind) => new(
        StatusCodes.Status200OK,
        "Unsubscribed",
        $"<p>You get no more notifications about <strong>{Escape(kind)}</strong>, on any channel.</p>");

    public static LinkPage OptedOutOfChannel(string channel) => new(
        StatusCodes.Status200OK,
        "Unsubscribed",
        $"<p>You get no more notifications by <strong>{Escape(channel)}</strong>.</p>");

    public static LinkPage Expired() => new(
        StatusCodes.Status410Gone,
        "This link has expired",
        "<p>Nothing was changed. Ask for a new link, or use the link in a newer message.</p>");

    public static LinkPage NotValid() => new(
        StatusCodes.Status404NotFound,
        "This link is not valid",
        "<p>Nothing was changed. The link may be cut off: open it from the message itself, or copy it whole.</p>");

    public static LinkPage TryLater() => new(
        StatusCodes.Status503ServiceUnavailable,
        "Please try again in a moment",
        "<p>It could not be done right now. The link stays good: open it again in a minute.</p>");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Robots-Tag"] = "noindex";
        return response.WriteAsync(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            + $"<title>{_title}</title><style>{Style}</style></head>"
            + $"<body><main><h1>{_title}</h1>{_body}</main></body></html>",
            httpContext.RequestAborted);
    }

    private static string Form(string buttons) => $"<form method=\"post\">{buttons}</form>";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
