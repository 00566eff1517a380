namespace Kwala.Chain.Rpc;

/// <summary>
/// What may be said of an endpoint aloud: its host. The rest of its URL (path, query, user) is taken for a key, and
/// cut out of whatever the node says.
/// </summary>
internal sealed class EndpointName
{
    private const int SecretLengthMin = 6;

    private readonly string[] _secrets;

    public EndpointName(Uri url)
    {
        Host = url.Authority;
        _secrets =
        [
            .. new[] { url.OriginalString, url.AbsoluteUri, url.PathAndQuery, url.UserInfo }
                .Concat(url.PathAndQuery.Split('/', '?', '&', '='))
                .Concat(url.UserInfo.Split(':'))
                .SelectMany(part => new[] { part, Uri.UnescapeDataString(part) })
                .Where(part => part.Length >= SecretLengthMin)
                .Distinct()
                .OrderByDescending(part => part.Length),
        ];
    }

    /// <summary>Host and, if not the usual one, port.</summary>
    public string Host { get; }

    /// <summary>The text without any part of the URL but its host.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>The host.</summary>
    public override string ToString() => Host;
}
