using System.Security.Cryptography;
using System.Text;

namespace Kwala.Channels.Webhook;

/// <summary>A symmetric secret of Standard Webhooks (specification, "Symmetric"). Never printed.</summary>
internal sealed class WebhookSecret
{
    private const string Prefix = "whsec_";

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>Reads "whsec_" and base64 of 24 to 64 bytes; null for anything else.</summary>
    public static WebhookSecret? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length is >= 24 and <= 64
            ? new WebhookSecret(key[..length])
            : null;
    }

    /// <summary>What must not be printed: the secret, and its base64 alone.</summary>
    public static IEnumerable<string> Spoken(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) ? [text, text[Prefix.Length..]] : [text];

    /// <summary>"v1," and the base64 of HMAC-SHA256 over id, timestamp and body, joined by dots.</summary>
    public string Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, content));
    }
}
