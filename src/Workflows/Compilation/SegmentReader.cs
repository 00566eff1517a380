using System.Collections.Immutable;
using Kwala.Core;
using Kwala.Core.Delivery;
using Kwala.Core.Segments;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>Reads <c>for:</c> and the names in <c>segments:</c>.</summary>
internal sealed class SegmentReader(Vocabulary vocabulary, Scalars scalars, Mistakes mistakes)
{
    /// <summary>The most segments that one key names.</summary>
    public const int SegmentsMax = 16;

    /// <summary>Whom the workflow is for.</summary>
    public ImmutableArray<SegmentName> For(YamlNode? node, Lane lane)
    {
        if (node is not null && lane == Lane.Critical)
            mistakes.Add(node.Place, "The critical lane is told to everybody: leave for out, or choose another lane.");
        return
        [
            .. scalars.TextOrList(node, "a segment or a list of segments", SegmentsMax)
                .Select(Name).OfType<SegmentName>(),
        ];
    }

    /// <summary>A segment of the deployment; null after a mistake.</summary>
    public SegmentName? Name(YamlNode.Text text)
    {
        if (scalars.Name(text, "the name of a segment") is not { } name)
            return null;
        if (vocabulary.Segments?.Contains(name) == false)
            mistakes.Add(text.Place, $"Unknown segment \"{name}\": " + (vocabulary.Segments.IsEmpty
                ? "the deployment has none; write them into Kwala:Segments."
                : NearestWord.Advice(name, vocabulary.Segments)));
        return new SegmentName(name);
    }
}
