using System.Buffers;
using System.Net;
using System.Text;

namespace Kwala.Channels.Telegram;

/// <summary>
/// Text in Telegram's HTML parse mode (core.telegram.org/bots/api, "HTML style"), cut so that it stays well-formed.
/// </summary>
internal static class TelegramHtml
{
    /// <summary>The most that a message may show, counted after entities are parsed, in UTF-16 code units.</summary>
    public const int VisibleLengthMax = 4096;

    /// <summary>The most that is sent with all tags, in characters; Telegram refuses larger requests unread.</summary>
    public const int RawLengthMax = 32 * 1024;

    private const char Ellipsis = '…';
    private const int TagLengthMax = 2048;
    private const int EntityLengthMax = 12;

    private static readonly SearchValues<char> TagCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>Plain text as HTML.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>How many UTF-16 code units are shown.</summary>
    public static int VisibleLength(string html) => Pieces(html).Sum(piece => piece.Visible);

    /// <summary>
    /// The longest start that shows at most that many code units, ellipsis included. No tag, entity or surrogate pair
    /// is cut through, and every tag that is open at the cut is closed.
    /// </summary>
    public static string Cut(string html, int visibleMax)
    {
        if (html.Length <= RawLengthMax && VisibleLength(html) <= visibleMax) return html;
        var cut = new StringBuilder();
        var open = new Stack<string>();
        var visible = 0;
        var closing = 0;
        foreach (var piece in Pieces(html))
        {
            var text = html.AsSpan(piece.Start, piece.Length);
            var name = TagName(text);
            var closes = closing + (name is { Closes: false } ? name.Value.Name.Length + 3 : 0);
            if (visible + piece.Visible + 1 > visibleMax
                || cut.Length + piece.Length + closes + 1 > RawLengthMax)
                break;
            cut.Append(text);
            visible += piece.Visible;
            if (name is { Closes: false }) open.Push(name.Value.Name);
            else if (name is { Closes: true } && open.Count > 0) open.Pop();
            closing = open.Sum(tag => tag.Length + 3);
        }
        cut.Append(Ellipsis);
        foreach (var tag in open) cut.Append("</").Append(tag).Append('>');
        return cut.ToString();
    }

    /// <summary>What a reader without markup would see.</summary>
    public static string Plain(string html)
    {
        var plain = new StringBuilder();
        foreach (var piece in Pieces(html))
            if (piece.Visible > 0)
                plain.Append(WebUtility.HtmlDecode(html.Substring(piece.Start, piece.Length)));
        return plain.ToString();
    }

    /// <summary>The pieces that must not be cut through: a tag, an entity, a surrogate pair, a character.</summary>
    private static IEnumerable<(int Start, int Length, int Visible)> Pieces(string html)
    {
        for (var at = 0; at < html.Length;)
        {
            var length = html[at] switch
            {
                '<' when EndOf('>', TagLengthMax) is > 0 and var end => end + 1 - at,
                '&' when EndOf(';', EntityLengthMax) is > 0 and var end => end + 1 - at,
                _ => char.IsSurrogatePair(html, at) ? 2 : 1,
            };
            var visible = html[at] switch
            {
                '<' when length > 1 => 0,
                '&' when length > 1 => WebUtility.HtmlDecode(html.Substring(at, length)).Length,
                _ => length,
            };
            yield return (at, length, visible);
            at += length;

            int EndOf(char last, int lengthMax) => html.IndexOf(last, at, Math.Min(lengthMax, html.Length - at));
        }
    }

    private static (string Name, bool Closes)? TagName(ReadOnlySpan<char> piece)
    {
        if (piece is not ['<', .. var inside, '>']) return null;
        var closes = inside.StartsWith("/");
        if (closes) inside = inside[1..];
        var end = inside.IndexOfAny(' ', '\n');
        var name = end < 0 ? inside : inside[..end];
        // What is no name must not be closed: it may hold what makes an entity of the text before it.
        return name.ContainsAnyExcept(TagCharacters) ? null : (new string(name), closes);
    }
}
