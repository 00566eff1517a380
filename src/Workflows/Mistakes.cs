using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows;

/// <summary>Collects all mistakes of one text, so that its author sees them at once.</summary>
internal sealed class Mistakes(string source)
{
    private const int Max = 100;

    private readonly List<(Place Place, string Message)> _found = [];

    public bool Any => _found.Count > 0;

    public void Add(Place place, string message) => _found.Add((place, message));

    /// <summary>In the order of the text, at most 100.</summary>
    public ImmutableArray<WorkflowMistake> InOrder() =>
    [
        .. _found.Distinct().OrderBy(m => m.Place).Take(Max)
            .Select(m => new WorkflowMistake(source, m.Place.Line, m.Place.Column, m.Message)),
    ];
}
