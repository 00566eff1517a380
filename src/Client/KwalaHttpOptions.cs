namespace Kwala.Client;

/// <summary>
/// How the client over HTTP reaches a deployment. Where a backend reads its configuration, section
/// <c>Kwala:Client:Http</c>.
/// </summary>
public sealed class KwalaHttpOptions
{
    /// <summary>The configuration section that backends give it by convention.</summary>
    public const string Section = "Kwala:Client:Http";

    /// <summary>
    /// Where the HTTP API is, such as <c>https://kwala.example.org</c>; a path before <c>/v1</c> is kept. Needed. Over
    /// <c>http</c> whoever is between sees the key: use it inside one machine or one cluster only.
    /// </summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>
    /// The API key itself, for a backend that has it from its environment. Exactly one of this and
    /// <see cref="ApiKeyFile"/> is set. It is in no log and in no outcome.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// The file that holds the API key (a mounted secret); white space around it is dropped. Read once, at the start.
    /// </summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>
    /// How long one attempt may take until the whole answer is there, and in a bulk change until the next lines are.
    /// Default 40 s: the deployment itself gives up after 30 s and says so. More only makes a caller wait longer for a
    /// deployment that hangs. A call as a whole lasts until the caller's own cancellation.
    /// </summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// How often one request is sent again, 0 to 10, default 3: after a connection that failed, and after an answer
    /// that asks to come back (429, 502, 503). A time-out is not repeated. Every request of this client is safe to
    /// repeat. More bridges longer outages and keeps callers waiting through them.
    /// </summary>
    public int Retries { get; set; } = 3;

    /// <summary>
    /// The longest pause before a request is sent again, up to an hour, default 10 s. A deployment that asks for more
    /// (<c>Retry-After</c>) is not waited for: the outcome is unavailable and says how long it asked for.
    /// </summary>
    public TimeSpan PauseMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What sends the requests, for a private certificate authority, a proxy or tests; the container that made the
    /// client disposes it. Null, the default: a handler of the client's own, which follows no redirects and keeps no
    /// cookies. One that is given should follow none either.
    /// </summary>
    public HttpMessageHandler? Handler { get; set; }
}
