using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Orleans.Local.Generator;

/// <summary>
/// A mistake and its place, comparable between two compilations, which a <see cref="Diagnostic"/> is not.
/// </summary>
internal sealed record Finding(string Id, string Path, TextSpan Span, LinePositionSpan Lines, string Message)
{
    public static Finding At(ISymbol place, DiagnosticDescriptor rule, params object[] words) =>
        At(place.Locations.FirstOrDefault(l => l.IsInSource) ?? Location.None, rule, words);

    public static Finding At(Location location, DiagnosticDescriptor rule, params object[] words)
    {
        var lines = location.GetLineSpan();
        var message = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, rule.MessageFormat.ToString(), words);
        return new Finding(rule.Id, lines.Path ?? "", location.SourceSpan, lines.Span, message);
    }

    public Diagnostic ToDiagnostic()
    {
        var place = Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines);
        return Diagnostic.Create(
            Id, "Orleans", Message, DiagnosticSeverity.Error, DiagnosticSeverity.Error, true, 0, location: place);
    }
}

/// <summary>What one compilation yields: the code to add and the mistakes to report.</summary>
internal sealed record Outcome(string Source, ImmutableArray<Finding> Findings)
{
    public bool Equals(Outcome? other) =>
        other is not null && Source == other.Source && Findings.SequenceEqual(other.Findings);

    public override int GetHashCode() => Source.GetHashCode();
}
