using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Kwala.Workflows.Templates;

/// <summary>
/// The values of one rendering. While a template is filled and its Markdown is read, each value is represented by one
/// private-use character: whatever a value holds, it cannot become markup, because no parser ever sees it.
/// </summary>
internal sealed class FieldValues(ImmutableArray<string> values)
{
    // Private use area of the Basic Multilingual Plane; templates that contain such characters are refused.
    private const char First = '\uE000';
    private const char Last = '\uF8FF';
    private const char WordJoiner = '\u2060';

    /// <summary>The character that stands for the value; nothing for an empty value.</summary>
    public string Placeholder(int number) => IsEmpty(number) ? "" : ((char)(First + number)).ToString();

    public static bool IsPlaceholder(char letter) => letter is >= First and <= Last;

    /// <summary>Whether <c>{{#if}}</c> holds: neither empty nor "false" nor "0".</summary>
    public bool IsTrue(int number) => values[number] is not ("" or "false" or "0");

    /// <summary>
    /// One letter per value, for what placeholders and conditions tell apart: empty, not true, true. A template gives
    /// the same text for values of the same shape.
    /// </summary>
    public string Shape => string.Create(values.Length, this, static (letters, it) =>
    {
        for (var number = 0; number < letters.Length; number++)
            letters[number] = it.IsEmpty(number) ? 'e' : it.IsTrue(number) ? 't' : 'f';
    });

    /// <summary>The text with every value in its place.</summary>
    public string Fill(string text) => Fill(text, static v => v);

    /// <summary>The address with every value percent-encoded: none can leave its path segment or parameter.</summary>
    public string FillUrl(string url) =>
        Fill(url, static v => Uri.EscapeDataString(v.Replace(WordJoiner.ToString(), "", StringComparison.Ordinal)));

    /// <summary>
    /// One line of at most <paramref name="lengthMax"/> characters, without control and formatting characters (bidi
    /// overrides among them). Where mail readers and messengers would make a link, a mention or a command of it, an
    /// invisible word joiner keeps them from doing so.
    /// </summary>
    public static string Clean(string value, int lengthMax)
    {
        var clean = new StringBuilder();
        Span<char> letters = stackalloc char[2];
        foreach (var rune in value.EnumerateRunes())
        {
            if (clean.Length >= lengthMax)
            {
                clean.Append('…');
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune))
                clean.Append(' ');
            else if (category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse))
            {
                if (WouldLink(clean, rune))
                    clean.Append(WordJoiner);
                clean.Append(letters[..rune.EncodeToUtf16(letters)]);
            }
        }

        return clean.ToString().Trim();
    }

    // evil.example, http://, @someone, #tag and /command become links by themselves in many readers.
    private static bool WouldLink(StringBuilder before, Rune next)
    {
        if (before.Length == 0)
            return false;
        var last = before[^1];
        return (last == '.' && Rune.IsLetter(next)) || (last == ':' && next.Value == '/')
            || (last is '@' or '#' or '/' && Rune.IsLetterOrDigit(next) && (before.Length == 1 || before[^2] == ' '))
            || (next.Value == '@' && last != ' ');
    }

    private bool IsEmpty(int number) => values[number].Length == 0;

    private string Fill(string text, Func<string, string> form)
    {
        var filled = new StringBuilder(text.Length);
        foreach (var letter in text)
            if (IsPlaceholder(letter) && letter - First < values.Length)
                filled.Append(form(values[letter - First]));
            else
                filled.Append(letter);
        return filled.ToString();
    }
}
