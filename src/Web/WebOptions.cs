using Kwala.Web.Keys;

namespace Kwala.Web;

/// <summary>How the HTTP API listens to callers. Section <c>Kwala:Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Kwala:Web";

    /// <summary>The keys that open doors. Without any, every door that needs a key answers 401.</summary>
    public IList<ApiKeyOptions> Keys { get; } = [];

    /// <summary>
    /// Where owners reach this API from outside, as <c>Kwala:Links:PublicUrl</c> says; signed links begin with it.
    /// Null: no link can be made. The request's own Host header is never trusted for it.
    /// </summary>
    public Uri? PublicUrl { get; internal set; }

    /// <summary>
    /// The Telegram bot's user name without @, as <c>Kwala:Channels:Telegram:BotName</c> says, for the link that binds
    /// a chat. Null: no such link can be made.
    /// </summary>
    public string? TelegramBot { get; internal set; }

    /// <summary>
    /// How long a link that binds or confirms an address works, as <c>Kwala:Links:ConfirmationLifetime</c> says.
    /// </summary>
    public TimeSpan ConfirmationLifetime { get; internal set; } = TimeSpan.FromDays(1);

    /// <summary>Serves the OpenAPI document at <c>/openapi/v1.json</c> without a key. Default off.</summary>
    public bool OpenApi { get; set; }

    /// <summary>
    /// Requests that one key may send per second, averaged; twice as many in a burst. Default 200. A bulk change counts
    /// as one.
    /// </summary>
    public int RequestsPerSecondPerKey { get; set; } = 200;

    /// <summary>
    /// Requests without a valid key that one network address (IPv6: one /64) may send per minute. Default 120. Behind a
    /// proxy, let the host restore the caller's address (forwarded headers), or all callers share one allowance.
    /// </summary>
    public int RequestsPerMinutePerAddress { get; set; } = 120;

    /// <summary>After it a request is given up with 504. Default 30 s; a bulk change has 20 times as long.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
