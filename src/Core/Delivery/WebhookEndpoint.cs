using System.Globalization;

namespace Kwala.Core.Delivery;

/// <summary>
/// An owner's webhook: where it is, and which of its secrets is in use. It is written as the URL, and from the second
/// secret on with the number as the URL's fragment (<c>https://owner.example/hook#2</c>), which is never sent.
/// </summary>
/// <param name="Url">The URL without fragment.</param>
/// <param name="SecretNumber">1 to <see cref="SecretNumberMax"/>.</param>
public readonly record struct WebhookEndpoint(string Url, int SecretNumber)
{
    /// <summary>The highest number of a secret.</summary>
    public const int SecretNumberMax = 9999;

    /// <summary>Splits what was written; false where the fragment is no number of a secret.</summary>
    public static bool TryParse(string address, out WebhookEndpoint endpoint)
    {
        var at = address.IndexOf('#', StringComparison.Ordinal);
        endpoint = new WebhookEndpoint(at < 0 ? address : address[..at], 1);
        if (at < 0)
            return true;
        var isNumber = int.TryParse(
            address.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        endpoint = endpoint with { SecretNumber = number };
        return isNumber && number is >= 1 and <= SecretNumberMax;
    }

    /// <summary>As it is stored; <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => SecretNumber == 1
        ? Url
        : string.Create(CultureInfo.InvariantCulture, $"{Url}#{SecretNumber}");
}
