using System.Text;

namespace Kwala.Channels.Email;

/// <summary>
/// Any text as the value of a header. Line breaks and other controls become spaces first, so that no text can begin a
/// header of its own; what is not plain ASCII becomes encoded words (RFC 2047).
/// </summary>
internal static class HeaderText
{
    // RFC 2047, section 2: an encoded word has at most 75 characters, a line that holds one at most 76.
    private const int LineLengthMax = 76;
    private const string Open = "=?utf-8?B?";
    private const string Close = "?=";

    // RFC 5322, section 2.1.1: a line has at most 998 characters.
    private const int TextLengthMax = 800;

    /// <summary>The text for an unstructured header.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="used">The columns that the header's name takes on the first line.</param>
    public static string Encode(string text, int used)
    {
        var line = OneLine(text);
        var isPlain = line.All(c => c is >= ' ' and <= '~') && !line.Contains("=?", StringComparison.Ordinal);
        return isPlain && used + line.Length <= LineLengthMax
            ? line
            : EncodedWords(line, used);
    }

    /// <summary>The text as a display name (RFC 5322, section 3.2.5).</summary>
    public static string Phrase(string text)
    {
        var line = OneLine(text);
        return line.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') && line.Length <= 40
            ? line
            : EncodedWords(line, "From: ".Length);
    }

    private static string OneLine(string text)
    {
        var cut = Mail.Cut(text, TextLengthMax);
        return string.Concat(cut.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
    }

    // RFC 2047, section 5: each word holds whole characters; words are parted by a fold, which the reader removes.
    private static string EncodedWords(string line, int used)
    {
        var words = new StringBuilder();
        var word = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in line.EnumerateRunes())
        {
            var size = rune.EncodeToUtf8(utf8);
            if (used + Open.Length + ((word.Count + size + 2) / 3 * 4) + Close.Length > LineLengthMax && word.Count > 0)
            {
                words.Append(Open).Append(Convert.ToBase64String([.. word])).Append(Close).Append("\r\n ");
                word.Clear();
                used = 1;
            }
            word.AddRange(utf8[..size]);
        }
        return words.Append(Open).Append(Convert.ToBase64String([.. word])).Append(Close).ToString();
    }
}
