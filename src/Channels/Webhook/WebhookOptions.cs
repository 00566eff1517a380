namespace Kwala.Channels.Webhook;

/// <summary>How webhooks are signed and where they may go. The channel exists when this section does.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where it stands in the configuration.</summary>
    public const string Section = "Kwala:Channels:Webhook";

    /// <summary>
    /// The secrets of <see cref="Url"/>, in the form <c>whsec_</c> and base64 of 24 to 64 random bytes (Standard
    /// Webhooks). A request there is signed with each, so that the receiver can change over while both stand here.
    /// They sign nothing else: an owner who knew one could speak to the protocol in our name. No default.
    /// </summary>
    public IList<string> Secrets { get; } = [];

    /// <summary>The path of a file with one secret per line, instead of <see cref="Secrets"/>.</summary>
    public string? SecretsFile { get; set; }

    /// <summary>
    /// The keys from which the secret of each owner's webhook is derived: base64 of at least 32 random bytes. The first
    /// makes the secret that an owner is told, all sign, so that owners can change over while both stand here; two at
    /// most. Without any, owners have no webhooks.
    /// </summary>
    public IList<string> OwnerKeys { get; } = [];

    /// <summary>The path of a file with one key per line, instead of <see cref="OwnerKeys"/>.</summary>
    public string? OwnerKeysFile { get; set; }

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
