using YamlDotNet.Core;

namespace Kwala.Workflows.Yaml;

/// <summary>
/// Finds where a character of a scalar's value stands in the document. Value and document differ by quotes, escapes,
/// folding and indentation, but not in their visible characters: those are counted off one by one.
/// </summary>
internal sealed record ScalarPlaces(string Document, int Start, Place StartPlace, ScalarStyle Style)
{
    public Place Of(string value, int offset)
    {
        var visible = value.AsSpan(0, Math.Clamp(offset, 0, value.Length)).ToString().Count(c => !char.IsWhiteSpace(c));
        var at = First();
        for (; visible > 0 && at < Document.Length; at++)
        {
            at += Escape(at);
            if (at < Document.Length && !char.IsWhiteSpace(Document[at]))
                visible--;
        }

        // A whitespace or the end is pointed at as it is; anything else stands after the whitespace.
        if (offset < value.Length && !char.IsWhiteSpace(value[offset]))
            while (at < Document.Length && char.IsWhiteSpace(Document[at]))
                at++;
        return PlaceAt(Math.Min(at, Document.Length));
    }

    private int First() => Style switch
    {
        ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => Start + 1,
        ScalarStyle.Literal or ScalarStyle.Folded => Document.IndexOf('\n', Start) + 1,
        _ => Start,
    };

    // How many characters to skip so that the one visible character after them stands for the escape.
    private int Escape(int at) => (Style, Document[at], at + 1 < Document.Length ? Document[at + 1] : ' ') switch
    {
        (ScalarStyle.SingleQuoted, '\'', _) => 1,
        (ScalarStyle.DoubleQuoted, '\\', 'x') => 3,
        (ScalarStyle.DoubleQuoted, '\\', 'u') => 5,
        (ScalarStyle.DoubleQuoted, '\\', 'U') => 9,
        // These stand for whitespace, which is not counted: the letter is skipped with the backslash.
        (ScalarStyle.DoubleQuoted, '\\', 'n' or 't' or 'r' or 'v' or 'f' or '_' or 'N' or 'L' or 'P') => 2,
        (ScalarStyle.DoubleQuoted, '\\', _) => 1,
        _ => 0,
    };

    private Place PlaceAt(int index)
    {
        var (line, column) = StartPlace;
        for (var i = Start; i < index; i++)
            (line, column) = Document[i] == '\n' ? (line + 1, 1) : (line, column + 1);
        return new Place(line, column);
    }
}
