using System.Collections.Immutable;
using YamlDotNet.Core;

namespace Kwala.Workflows.Yaml;

/// <summary>A place in a text; both from 1.</summary>
internal readonly record struct Place(int Line, int Column) : IComparable<Place>
{
    public static Place Of(Mark mark) => new((int)mark.Line, (int)mark.Column);

    public int CompareTo(Place other) => (Line, Column).CompareTo((other.Line, other.Column));
}

/// <summary>A part of a YAML document, with its place.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <summary>What a message calls it.</summary>
    public abstract string Form { get; }

    /// <summary>A scalar.</summary>
    internal sealed record Text(Place Place, string Value, ScalarStyle Style, ScalarPlaces Places) : YamlNode(Place)
    {
        public override string Form => IsNull ? "nothing" : "text";

        /// <summary>Whether nothing was written (or null, or ~).</summary>
        public bool IsNull => Style == ScalarStyle.Plain && Value is "" or "~" or "null";

        /// <summary>Where a character of the value stands in the document.</summary>
        public Place PlaceOf(int offset) => Places.Of(Value, offset);
    }

    /// <summary>A sequence.</summary>
    internal sealed record List(Place Place, ImmutableArray<YamlNode> Items) : YamlNode(Place)
    {
        public override string Form => "a list";
    }

    /// <summary>A mapping; a value is null where reading it was refused already.</summary>
    internal sealed record Map(Place Place, ImmutableArray<(Text Key, YamlNode? Value)> Entries) : YamlNode(Place)
    {
        public override string Form => "a map";
    }
}
