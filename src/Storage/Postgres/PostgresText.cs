namespace Kwala.Storage.Postgres;

/// <summary>
/// Any text, as PostgreSQL can hold it: it takes neither U+0000 nor half a surrogate pair, and subjects carry what
/// contracts wrote. U+0000 is written as U+001A and a zero, U+001A twice; half a pair becomes U+FFFD.
/// </summary>
internal static class PostgresText
{
    private const char Escape = '\u001A';

    /// <summary>As it is stored: the same, but for those characters.</summary>
    public static string Encode(string text)
    {
        if (text.AsSpan().IndexOfAny('\0', Escape) < 0 && IsWhole(text))
            return text;
        var encoded = new System.Text.StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is 0)
                encoded.Append(Escape).Append('0');
            else if (rune.Value is Escape)
                encoded.Append(Escape).Append(Escape);
            else
                encoded.Append(rune.ToString());
        return encoded.ToString();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static string Decode(string stored)
    {
        if (!stored.Contains(Escape, StringComparison.Ordinal))
            return stored;
        var text = new System.Text.StringBuilder(stored.Length);
        for (var at = 0; at < stored.Length; at++)
            text.Append(stored[at] != Escape ? stored[at] : stored[++at] == '0' ? '\0' : Escape);
        return text.ToString();
    }

    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (char.IsSurrogate(text[at]))
                return false;
        return true;
    }
}
