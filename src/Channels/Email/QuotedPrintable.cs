using System.Text;

namespace Kwala.Channels.Email;

/// <summary>UTF-8 text in quoted-printable (RFC 2045, section 6.7): ASCII lines of at most 76 characters.</summary>
internal static class QuotedPrintable
{
    private const int LineLengthMax = 76;

    /// <summary>The encoded text; any line break becomes CRLF. A lone surrogate becomes U+FFFD.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length * 2);
        var first = true;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!first) encoded.Append("\r\n");
            first = false;
            AppendLine(encoded, Encoding.UTF8.GetBytes(line));
        }
        return encoded.ToString();
    }

    private static void AppendLine(StringBuilder encoded, byte[] line)
    {
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var isPlain = line[i] is (>= 33 and <= 126 and not (byte)'=') || (line[i] is 32 or 9 && !isLast);
            var width = isPlain ? 1 : 3;
            // One column stays free for the "=" of a soft break, except at the end of the line.
            if (column + width > LineLengthMax - (isLast ? 0 : 1))
            {
                encoded.Append("=\r\n");
                column = 0;
            }
            if (isPlain) encoded.Append((char)line[i]);
            else encoded.Append('=').Append(line[i].ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            column += width;
        }
    }
}
