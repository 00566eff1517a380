using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kwala.Demo.Sinks;

/// <summary>
/// The subject and the plain text of a mail, as a reader shows them; enough for the demo's own mails.
/// </summary>
internal static partial class MailText
{
    public static string Readable(string mail)
    {
        var subject = SubjectLine().Match(mail).Groups[1].Value.ReplaceLineEndings("").Trim();
        var part = PlainPart().Match(mail);
        var body = part.Success ? Decode(part.Groups["headers"].Value, part.Groups["body"].Value) : mail;
        return $"{Words(subject)}\n{body.Trim()}";
    }

    private static string Decode(string headers, string body)
    {
        if (headers.Contains("base64", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings("")));
        return headers.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase)
            ? QuotedPrintable(SoftBreak().Replace(body, ""))
            : body;
    }

    private static string Words(string header) => EncodedWord().Replace(header, word =>
        word.Groups[1].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[2].Value))
            : QuotedPrintable(word.Groups[2].Value.Replace('_', ' ')));

    private static string QuotedPrintable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '=' && at + 2 < text.Length
                && byte.TryParse(
                    text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                at += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([text[at]]));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"^Subject:((?:.*)(?:\r?\n[ \t].*)*)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex SubjectLine();

    [GeneratedRegex(@"=\r?\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex(
        @"(?<headers>Content-Type: text/plain(?:.|\n)*?)\r?\n\r?\n(?<body>(?:.|\n)*?)\r?\n--",
        RegexOptions.IgnoreCase)]
    private static partial Regex PlainPart();

    [GeneratedRegex(@"=\?utf-8\?([bqBQ])\?(.*?)\?=\s*", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
