using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kwala.Workflows.Yaml;

/// <summary>
/// Reads the one document of a workflow file into nodes with places. Bounds: 16 levels, 4096 nodes. Anchors, aliases
/// and tags are refused: a workflow says everything where it stands.
/// </summary>
internal sealed class YamlReader
{
    private const int DepthMax = 16;
    private const int NodesMax = 4096;

    private readonly string _text;
    private readonly Mistakes _mistakes;
    private readonly Parser _parser;
    private int _nodes;

    private YamlReader(string text, Mistakes mistakes)
    {
        _text = text;
        _mistakes = mistakes;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document, or null with its mistakes. Never throws.</summary>
    public static YamlNode? Read(string text, Mistakes mistakes)
    {
        try
        {
            return new YamlReader(text, mistakes).Document();
        }
        catch (YamlException refused)
        {
            AddUnreadable(text.Split('\n'), refused, mistakes);
        }
        // The library answers some broken documents with exceptions of other kinds.
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException
            or IndexOutOfRangeException or FormatException or InvalidCastException or OverflowException)
        {
            mistakes.Add(new Place(1, 1), "This is not YAML: the text cannot be read.");
        }

        return null;
    }

    private YamlNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _mistakes.Add(new Place(1, 1), "The file is empty: begin with workflow: and a name.");
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = Node(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            _mistakes.Add(
                Place.Of(second.Start), "One workflow per file: put the second document in a file of its own.");
        return root;
    }

    private YamlNode? Node(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            _mistakes.Add(Place.Of(alias.Start), "Aliases (*name) are not supported: write the value out.");
            return null;
        }

        var next = _parser.Consume<NodeEvent>();
        if (depth > DepthMax)
            throw new YamlException(next.Start, next.End, $"at most {DepthMax} levels of nesting.");
        if (++_nodes > NodesMax)
            throw new YamlException(next.Start, next.End, $"at most {NodesMax} values in one file.");
        RefuseMarks(next);
        var place = Place.Of(next.Start);
        return next switch
        {
            Scalar scalar => TextOf(scalar),
            SequenceStart => new YamlNode.List(place, Items(depth)),
            MappingStart => new YamlNode.Map(place, Entries(depth)),
            _ => null,
        };
    }

    private YamlNode.Text TextOf(Scalar scalar)
    {
        var place = Place.Of(scalar.Start);
        var places = new ScalarPlaces(_text, (int)scalar.Start.Index, place, scalar.Style);
        return new YamlNode.Text(place, scalar.Value, scalar.Style, places);
    }

    private ImmutableArray<YamlNode> Items(int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            if (Node(depth + 1) is { } item)
                items.Add(item);
        return items.ToImmutable();
    }

    private ImmutableArray<(YamlNode.Text, YamlNode?)> Entries(int depth)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlNode.Text, YamlNode?)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is YamlNode.Text text)
                entries.Add((text, value));
            else if (key is not null)
                _mistakes.Add(key.Place, key is YamlNode.Map
                    ? "A key is a word, not a map. Put quotes around a text that begins with {{."
                    : $"A key is a word, not {key.Form}.");
        }

        return entries.ToImmutable();
    }

    private void RefuseMarks(NodeEvent next)
    {
        var place = Place.Of(next.Start);
        if (!next.Anchor.IsEmpty)
            _mistakes.Add(place, "Anchors (&name) are not supported: write the value out where it is needed.");
        if (!next.Tag.IsEmpty)
            _mistakes.Add(place, "Tags (!name) are not supported: leave it out.");
    }

    // The library says what it could not scan; these two causes are so common that they get their remedy.
    private static void AddUnreadable(string[] lines, YamlException refused, Mistakes mistakes)
    {
        var at = Place.Of(refused.Start);
        var tabbed = Array.FindIndex(lines, l => l[..^l.TrimStart().Length].Contains('\t'));
        var line = lines.ElementAtOrDefault(at.Line - 1) ?? "";
        if (tabbed >= 0)
            mistakes.Add(
                new Place(tabbed + 1, lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1),
                "Indent with spaces: YAML allows no tab here.");
        else
            mistakes.Add(at, $"This is not YAML: {Sentence(refused.Message)}"
                + (line.Contains("{{", StringComparison.Ordinal) ? " Put quotes around a text with {{." : ""));
    }

    private static string Sentence(string message)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        var line = end < 0 ? message : message[..end];
        line = line.Replace("  ", " ", StringComparison.Ordinal).Trim().TrimEnd('.');
        return line.Length == 0 ? "it cannot be read." : $"{char.ToLowerInvariant(line[0])}{line[1..]}.";
    }
}
