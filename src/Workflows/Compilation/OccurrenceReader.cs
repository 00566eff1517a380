using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Workflows;
using Kwala.Workflows.Yaml;

namespace Kwala.Workflows.Compilation;

/// <summary>
/// Reads <c>categories:</c>, <c>ends-soon:</c> and <c>ended-by:</c>. With one of them and without a value to compare,
/// the log itself is the news.
/// </summary>
internal sealed class OccurrenceReader(AbiEvent? triggeredBy, Scalars scalars, Mistakes mistakes)
{
    private readonly EndingReader _endings = new(triggeredBy, scalars, mistakes);
    private YamlNode? _endsSoon;

    /// <summary>Whether the log itself is the news.</summary>
    public bool IsNews { get; private set; }

    /// <summary>What logs are sorted into; null for one sort.</summary>
    public CategoryRules? Categories { get; private set; }

    /// <summary>What ends what a log opened.</summary>
    public ImmutableArray<Ending> EndedBy { get; private set; } = [];

    /// <summary>All but the reminder, whose words are not known yet.</summary>
    public OccurrenceReader Read(Section workflow, ImmutableArray<int> subject, YamlNode? wallet, Place place)
    {
        Categories = new CategoryReader(triggeredBy, scalars, mistakes).Read(workflow.Optional("categories"));
        _endsSoon = workflow.Optional("ends-soon");
        EndedBy = _endings.EndedBy(
            workflow.Optional("ended-by"), subject, ArgumentReader.IsSubscribers(wallet),
            hasEnd: _endsSoon is not null);
        var ends = _endsSoon is not null || !EndedBy.IsEmpty;
        IsNews = (Categories is not null || ends)
            && (workflow.Optional("value") ?? workflow.Optional("alert") ?? workflow.Optional("tiers")) is null;
        if (IsNews && workflow.Optional("subject") is null)
            mistakes.Add(place, "A log that is news by itself needs subject: "
                + "the argument that tells one from another, such as proposalId.");
        if (!IsNews && ends)
            mistakes.Add(place, "ends-soon and ended-by end a log that is news by itself: "
                + "leave value, alert and tiers out, or these.");
        return this;
    }

    /// <summary>The reminder; null for none.</summary>
    public EndsSoonPlan? EndsSoon(RepeatPlan? repeat, ActionReader actions, IReadOnlyCollection<string> templates)
    {
        if (repeat is not null && _endsSoon is not null)
            mistakes.Add(_endsSoon.Place, "What is told again by repeat needs no reminder: leave one out.");
        return _endings.EndsSoon(_endsSoon, actions, templates);
    }
}
