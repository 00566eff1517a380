using Kwala.Channels.Secrets;
using Kwala.Core.Delivery;

namespace Kwala.Channels.Webhook;

/// <summary>The secrets that the options of webhooks hold, as text and as what they are for.</summary>
internal sealed class WebhookSecrets
{
    /// <summary>More would only make every request longer.</summary>
    public const int OwnerKeysMax = 2;

    private WebhookSecrets(
        IReadOnlyList<string> protocol, IReadOnlyList<string> owners, IReadOnlyList<string> problems) =>
        (Protocol, Owners, Problems) = (protocol, owners, problems);

    /// <summary>The secrets of the protocol's own endpoint.</summary>
    public IReadOnlyList<string> Protocol { get; }

    /// <summary>The keys that owners' secrets are derived from.</summary>
    public IReadOnlyList<string> Owners { get; }

    /// <summary>Why some cannot be had, without any part of one.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>What must not be printed: each secret and key, and a secret's base64 alone.</summary>
    public IEnumerable<string> Spoken => [.. Protocol.SelectMany(WebhookSecret.Spoken), .. Owners];

    /// <summary>Reads them; what is not there is empty.</summary>
    public static WebhookSecrets Of(WebhookOptions options)
    {
        var problems = new List<string>();
        return new WebhookSecrets(
            Lines(nameof(options.Secrets), options.Secrets, options.SecretsFile, problems),
            Lines(nameof(options.OwnerKeys), options.OwnerKeys, options.OwnerKeysFile, problems),
            problems);
    }

    /// <summary>The key's bytes; null for what is no base64 of enough of them.</summary>
    public static byte[]? Key(string text)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length >= WebhookKeyRing.KeySizeMin
            ? key[..length]
            : null;
    }

    private static string[] Lines(string name, IList<string> values, string? file, List<string> problems)
    {
        if (values.Count == 0 && string.IsNullOrWhiteSpace(file))
            return [];
        var lines = SecretText.Read(name, string.Join('\n', values), file, out var problem);
        if (problem is not null)
            problems.Add(problem);
        return lines?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
    }
}
