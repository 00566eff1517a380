namespace Kwala.Channels.Secrets;

/// <summary>Makes text from outside fit for a reason: without the channel's secrets, on one line, bounded.</summary>
/// <param name="secrets">What must not appear, neither as it is nor percent-encoded nor in base64.</param>
internal sealed class SecretScrubber(params IEnumerable<string?> secrets)
{
    /// <summary>The longest reason that an outcome carries, in characters.</summary>
    public const int ReasonLengthMax = 500;

    private const int SearchLengthMax = 8192;

    // Longest first, so that a secret that contains another one leaves nothing behind.
    private readonly string[] _forms = [.. secrets
        .Where(secret => !string.IsNullOrEmpty(secret))
        .SelectMany(secret => new[]
        {
            secret!, Uri.EscapeDataString(secret!), Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret!)),
        })
        .Distinct()
        .OrderByDescending(form => form.Length)];

    /// <summary>The text as a reason.</summary>
    public string Reason(string text)
    {
        // A hostile answer of megabytes is not worth searching; a secret that the cut goes through is dropped whole.
        var isCut = text.Length > SearchLengthMax;
        var clean = isCut ? text[..SearchLengthMax] : text;
        foreach (var form in _forms) clean = clean.Replace(form, "***", StringComparison.OrdinalIgnoreCase);
        if (isCut && _forms.Length > 0) clean = clean[..Math.Max(0, clean.Length - _forms[0].Length)];
        clean = string.Concat(clean.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)).Trim();
        return clean.Length <= ReasonLengthMax ? clean : clean[..(ReasonLengthMax - 1)] + "…";
    }
}
