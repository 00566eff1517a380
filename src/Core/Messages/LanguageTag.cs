using System.Diagnostics.CodeAnalysis;

namespace Kwala.Core.Messages;

/// <summary>
/// A language as an owner chooses it: <c>language[-Script][-REGION]</c> of BCP 47 (RFC 5646, section 2.1), such as de,
/// pt-BR or zh-Hant-TW. What else a tag may hold there (variants, extensions, private use) is no language of words.
/// </summary>
public sealed record LanguageTag
{
    /// <summary>The most characters that a tag has: three, four and three, and two hyphens.</summary>
    public const int LengthMax = 12;

    /// <summary>What to say where a text is no tag.</summary>
    public const string Remedy = "Give a language tag such as de, pt-BR or zh-Hant.";

    private LanguageTag(string value) => Value = value;

    /// <summary>In the usual case: language in lower case, script with a capital, region in capitals.</summary>
    public string Value { get; }

    /// <summary>Reads a tag in any case; false for any other text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LanguageTag? tag)
    {
        tag = null;
        if (text is not { Length: <= LengthMax })
            return false;
        var parts = text.Split('-');
        var (at, value) = (1, parts[0].ToLowerInvariant());
        if (!IsLetters(value, 2) && !IsLetters(value, 3))
            return false;
        if (at < parts.Length && IsLetters(parts[at], 4))
            value += $"-{char.ToUpperInvariant(parts[at][0])}{parts[at++][1..].ToLowerInvariant()}";
        if (at < parts.Length && (IsLetters(parts[at], 2) || IsRegionNumber(parts[at])))
            value += $"-{parts[at++].ToUpperInvariant()}";
        if (at < parts.Length)
            return false;
        tag = new LanguageTag(value);
        return true;
    }

    /// <summary>
    /// Which of these languages serves who wants that one: RFC 4647, section 3.4 (lookup). From pt-BR to pt; never from
    /// pt to pt-BR, nor from one language to another.
    /// </summary>
    /// <param name="wanted">A tag's value; null for nothing wanted.</param>
    /// <param name="isThere">Whether there are words in the language of that value.</param>
    /// <returns>The value of the longest tag that is there; null for none.</returns>
    public static string? Lookup(string? wanted, Func<string, bool> isThere)
    {
        ArgumentNullException.ThrowIfNull(isThere);
        for (var tag = wanted; tag is not null;)
        {
            if (isThere(tag))
                return tag;
            var end = tag.LastIndexOf('-');
            tag = end < 0 ? null : tag[..end];
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsLetters(string part, int length) => part.Length == length && part.All(char.IsAsciiLetter);

    // UN M.49, such as 419 for Latin America.
    private static bool IsRegionNumber(string part) => part.Length == 3 && part.All(char.IsAsciiDigit);
}
