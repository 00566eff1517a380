using Azure;

namespace Kwala.Storage.Azure;

/// <summary>Which version of a state somebody has read or written.</summary>
/// <param name="Etag">The blob's.</param>
/// <param name="IsCopied">
/// Whether the rows of history in that blob were copied. While they are not, no other version may take its place.
/// </param>
internal readonly record struct StateVersion(ETag Etag, bool IsCopied)
{
    private const char NotCopied = '+';

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else, which nothing has.</summary>
    public static StateVersion? Parse(string text)
    {
        var isCopied = !text.EndsWith(NotCopied);
        var tag = isCopied ? text : text[..^1];
        // A star would stand for every version.
        return tag is ['"', .., '"'] && !tag[1..^1].AsSpan().ContainsAnyExcept(TagLetters)
            ? new StateVersion(new ETag(tag), isCopied)
            : null;
    }

    /// <summary>As grains keep it.</summary>
    public override string ToString() => Etag.ToString("H") + (IsCopied ? "" : NotCopied);

    private static readonly System.Buffers.SearchValues<char> TagLetters =
        System.Buffers.SearchValues.Create("0123456789ABCDEFabcdefxX");
}
