namespace Kwala.Core.Expressions;

/// <summary>The kinds of words in an expression.</summary>
internal enum TokenKind
{
    Number,
    Name,
    Mark,
    End,
}

/// <summary>One word of an expression; <paramref name="Column"/> is from 1.</summary>
internal readonly record struct ExpressionToken(TokenKind Kind, int Column, string Text)
{
    private static readonly string[] LongMarks = ["==", "!=", "<=", ">=", "&&", "||", "**", "<>"];

    /// <summary>The word at or after <paramref name="at"/>, which moves behind it. Any text is tokens.</summary>
    public static ExpressionToken Take(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        var start = at;
        if (at == text.Length)
            return new ExpressionToken(TokenKind.End, start + 1, "");
        var kind = TokenKind.Mark;
        if (char.IsAsciiDigit(text[at]) || text[at] == '.')
        {
            kind = TokenKind.Number;
            SkipNumber(text, ref at);
        }
        else if (IsNameStart(text[at]))
        {
            kind = TokenKind.Name;
            while (at < text.Length && (IsNameStart(text[at]) || char.IsAsciiDigit(text[at]) || IsDot(text, at)))
                at++;
        }
        else
            at += Array.Exists(LongMarks, m => string.CompareOrdinal(text, start, m, 0, 2) == 0) ? 2 : 1;

        return new ExpressionToken(kind, start + 1, text[start..at]);
    }

    // Letters are taken too, so that "1x" is one malformed number and not two words.
    private static void SkipNumber(string text, ref int at)
    {
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_'
                                    || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E')))
            at++;
    }

    // A name may have parts: what a read returns is called account.healthFactor.
    private static bool IsDot(string text, int at) =>
        text[at] == '.' && at + 1 < text.Length && IsNameStart(text[at + 1]);

    private static bool IsNameStart(char letter) => char.IsAsciiLetter(letter) || letter is '_' or '$';
}
