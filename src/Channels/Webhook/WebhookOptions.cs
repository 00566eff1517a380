namespace Kwala.Channels.Webhook;

/// <summary>How webhooks are signed and where they may go. The channel exists when this section does.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where it stands in the configuration.</summary>
    public const string Section = "Kwala:Channels:Webhook";

    /// <summary>
    /// Secrets in the form <c>whsec_</c> and base64 of 24 to 64 random bytes (Standard Webhooks). Every request is
    /// signed with each, so that a receiver can change over while both stand here. Shared with whoever must verify:
    /// give them to your own endpoints only. No default.
    /// </summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>The path of a file with one secret per line, instead of <see cref="Secrets"/>.</summary>
    public string? SecretsFile { get; set; }

    /// <summary>
    /// The protocol's own endpoint: it gets what a wallet without a webhook of its own is told over this channel.
    /// Trusted as configuration is, so it may be http and may be private. Null: only owners' webhooks are served.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// How long one request may take, 10 seconds by default. A receiver that needs longer should answer first.
    /// </summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether http is allowed beside https; off by default. The content is then readable on the way.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Whether private, loopback and link-local addresses are allowed; off by default. Turn it on only where no
    /// stranger can set a webhook's URL: with it, a URL can reach what your network hides, a cloud's metadata included.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}
