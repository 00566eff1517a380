using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Messages;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>What templates may say of a proposal; chain data, bounded in length.</summary>
internal static class ProposalFields
{
    /// <summary>Those that the log says.</summary>
    public static void Add(
        ImmutableSortedDictionary<string, string>.Builder fields, Workflow workflow, SignalSource source)
    {
        if (workflow.Categories?.Of(source.Arguments) is [_, ..] matches)
            fields[TemplateFields.Categories] = Shown.Cut(string.Join(", ", matches.Select(match => match.Name)));
        if (workflow.Categories is null && workflow.EndsSoon is null)
            return;
        var title = ProposalParts.Of(workflow.Trigger.Event).TitleOf(source.Arguments);
        if (title.Length > 0)
            fields[TemplateFields.Title] = title;
        if (EndsSoonDecision.DeadlineOf(workflow, source, episode: 0) is { } deadline)
            Add(fields, deadline);
    }

    /// <summary>Those that are remembered.</summary>
    public static void Add(ImmutableSortedDictionary<string, string>.Builder fields, EpisodeDeadline deadline)
    {
        if (deadline.Title.Length > 0)
            fields[TemplateFields.Title] = deadline.Title;
        fields[TemplateFields.Ends] = Text(deadline.At);
        if (deadline.IsEstimate)
            fields[TemplateFields.EndsEstimated] = "true";
        if (deadline.MovedFrom is { } before)
            fields[TemplateFields.EndsMovedFrom] = Text(before);
    }

    /// <summary>An instant in UTC, to the minute.</summary>
    public static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
