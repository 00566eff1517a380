using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core;
using Kwala.Core.Numerics;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads single values; each gives null after reporting what is wrong, and silently for no node.</summary>
internal sealed class Scalars(Mistakes mistakes)
{
    private const int NameLengthMax = 64;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public YamlNode.Text? Text(YamlNode? node, string what)
    {
        if (node is null)
            return null;
        if (node is YamlNode.Text { IsNull: false } text)
            return text;
        mistakes.Add(node.Place, $"Expected {what}, not {node.Form}.");
        return null;
    }

    public YamlNode.Map? Map(YamlNode? node, string what)
    {
        if (node is not (null or YamlNode.Map))
            mistakes.Add(node.Place, $"Expected {what}, not {node.Form}.");
        return node as YamlNode.Map;
    }

    /// <summary>One text, or a list of at least one and at most <paramref name="max"/> without repetition.</summary>
    public ImmutableArray<YamlNode.Text> TextOrList(YamlNode? node, string what, int max)
    {
        if (node is not YamlNode.List list)
            return Text(node, what) is { } single ? [single] : [];
        if (list.Items.IsEmpty)
            mistakes.Add(list.Place, $"Expected {what}; the list is empty.");
        if (list.Items.Length > max)
            mistakes.Add(list.Place, $"At most {max} here; this list has {list.Items.Length}.");
        var texts = list.Items.Select(i => Text(i, what)).OfType<YamlNode.Text>().ToImmutableArray();
        foreach (var repeated in texts.GroupBy(t => t.Value).SelectMany(g => g.Skip(1)))
            mistakes.Add(repeated.Place, $"\"{Shown.Of(repeated.Value)}\" is listed twice: leave one out.");
        return texts;
    }

    /// <summary>1 to 64 characters of a-z, 0-9 and hyphen.</summary>
    public string? Name(YamlNode? node, string what)
    {
        if (Text(node, what) is not { } text)
            return null;
        if (text.Value.Length is > 0 and <= NameLengthMax && !text.Value.AsSpan().ContainsAnyExcept(NameLetters))
            return text.Value;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" cannot be {what}: write 1 to {NameLengthMax} of a-z, 0-9 and -.");
        return null;
    }

    public T? OneOf<T>(YamlNode? node, string what, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(node, what) is not { } text)
            return null;
        if (words.TryGetValue(text.Value, out var meant))
            return meant;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not {what}: {NearestWord.Advice(text.Value, [.. words.Keys])}");
        return null;
    }

    public int? Whole(YamlNode? node, string what, int min, int max)
    {
        if (Text(node, what) is not { } text)
            return null;
        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max)
            return value;
        mistakes.Add(text.Place,
            $"\"{Shown.Of(text.Value)}\" is not {what}: write a whole number from {min} to {max}.");
        return null;
    }

    /// <summary>Reads <paramref name="written"/>, a part of the text.</summary>
    public Rational? Number(YamlNode.Text text, string written, string what)
    {
        if (Rational.TryParse(written.Trim(), out var value))
            return value;
        mistakes.Add(text.Place, $"\"{Shown.Of(text.Value)}\" is not {what}.");
        return null;
    }
}
