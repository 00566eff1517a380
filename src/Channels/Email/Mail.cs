using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Kwala.Channels.Email;

/// <summary>A mail before it is written out.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">One recipient, in a form that <see cref="MailboxAddress"/> accepts.</param>
/// <param name="Key">Makes the Message-ID; the same in every attempt.</param>
/// <param name="Date">When it is sent.</param>
/// <param name="Subject">Any text; becomes one line.</param>
/// <param name="Text">The plain part.</param>
/// <param name="Html">The HTML part; without it the mail is plain text alone.</param>
/// <param name="IsUrgent">Whether it is marked as important.</param>
/// <param name="UnsubscribeUrl">Becomes the one-click header when it is https.</param>
internal sealed record Mail(
    MailAddress From,
    string To,
    string Key,
    DateTimeOffset Date,
    string Subject,
    string Text,
    string? Html,
    bool IsUrgent,
    Uri? UnsubscribeUrl)
{
    /// <summary>The longest part, in characters; the rest is cut.</summary>
    public const int PartLengthMax = 256 * 1024;

    private const string Crlf = "\r\n";

    /// <summary>
    /// The mail as RFC 5322 writes it: ASCII, CRLF, no line over 76 characters but unfolded addresses and URLs.
    /// </summary>
    public string Write()
    {
        var mail = new StringBuilder();
        foreach (var (name, value) in Headers()) mail.Append(name).Append(": ").Append(value).Append(Crlf);
        if (Html is null) return mail.Append(Part("text/plain", Text)).ToString();
        // Quoted-printable never holds "=_" (RFC 2045, section 6.7), so no text can end a part.
        var boundary = $"=_{SafeKey}";
        return mail
            .Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/alternative; boundary=\"{boundary}\"")
            .Append(Crlf + Crlf)
            .Append(CultureInfo.InvariantCulture, $"--{boundary}{Crlf}{Part("text/plain", Text)}{Crlf}")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}{Crlf}{Part("text/html", Html)}{Crlf}")
            .Append(CultureInfo.InvariantCulture, $"--{boundary}--{Crlf}")
            .ToString();
    }

    /// <summary>The beginning of a text; the cut goes through no surrogate pair.</summary>
    internal static string Cut(string text, int lengthMax) => text.Length <= lengthMax
        ? text
        : text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];

    private string SafeKey => string.Concat(Key.Where(char.IsAsciiLetterOrDigit).Take(64));

    private IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("From", From.DisplayName.Length == 0
            ? From.Address
            : $"{HeaderText.Phrase(From.DisplayName)} <{From.Address}>");
        yield return ("To", To);
        yield return ("Subject", HeaderText.Encode(Subject, "Subject: ".Length));
        // RFC 5322, section 3.3.
        var utc = Date.ToUniversalTime();
        yield return ("Date", utc.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        yield return ("Message-ID", $"<{SafeKey}@{From.Host}>");
        // RFC 3834, section 5: no vacation note answers an alert.
        yield return ("Auto-Submitted", "auto-generated");
        if (IsUrgent)
            yield return ("Importance", "high");
        if (UnsubscribeUrl is { Scheme: "https" } url)
        {
            // RFC 2369, section 3.2 and RFC 8058, section 3.1; the latter allows https alone.
            yield return ("List-Unsubscribe", $"<{url.AbsoluteUri}>");
            yield return ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        yield return ("MIME-Version", "1.0");
    }

    private static string Part(string type, string content) =>
        $"Content-Type: {type}; charset=utf-8{Crlf}Content-Transfer-Encoding: quoted-printable{Crlf}{Crlf}"
        + QuotedPrintable.Encode(Cut(content, PartLengthMax)) + Crlf;
}
