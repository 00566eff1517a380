using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http.Shapes;

/// <summary>Between an owner's choices of attention and what travels.</summary>
internal static class AttentionShapes
{
    public static AttentionResource? ToResource(this AttentionChoices choices)
    {
        var resource = new AttentionResource
        {
            Zone = choices.Zone,
            Quiet = choices.Quiet?.ToString(),
            PerDay = choices.PerDay,
            PerWeek = choices.PerWeek,
            Digest = choices.Digest?.ToString(),
            DigestKinds = [.. choices.DigestKinds.Select(kind => kind.Value)],
            Snoozes = [.. choices.Snoozes.Select(ToResource)],
        };
        var isUnset = resource is
        {
            Zone: null, Quiet: null, PerDay: null, PerWeek: null, Digest: null, DigestKinds.Count: 0, Snoozes.Count: 0,
        };
        return isUnset ? null : resource;
    }

    public static AttentionChoices ToChoices(this AttentionResource? it) => it is null
        ? AttentionChoices.Unset
        : new AttentionChoices
        {
            Zone = it.Zone,
            Quiet = it.Quiet is null ? null
                : QuietHours.TryParse(it.Quiet, out var quiet) ? quiet
                : throw ResourceReading.Strange("quiet hours"),
            PerDay = it.PerDay,
            PerWeek = it.PerWeek,
            Digest = it.Digest is null ? null
                : DigestSchedule.TryParse(it.Digest, out var digest) ? digest
                : throw ResourceReading.Strange("a digest's time"),
            DigestKinds = [.. (it.DigestKinds ?? []).Select(kind => new KindName(kind))],
            Snoozes = [.. (it.Snoozes ?? []).Select(ToSnooze)],
        };

    private static SnoozeResource ToResource(Snooze snooze) => snooze switch
    {
        Snooze.OfKind it => new SnoozeResource { Kind = it.Kind.Value, Until = it.Until },
        Snooze.OfPosition it => new SnoozeResource
        {
            Workflow = it.Workflow.Value,
            Subject = it.Subject.Value,
            Until = it.Until,
            Episode = it.Episode,
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Snooze ToSnooze(SnoozeResource it) => it switch
    {
        { Kind: { } kind, Until: { } until } => new Snooze.OfKind(new KindName(kind), until),
        { Workflow: { } workflow, Subject: { } subject } =>
            new Snooze.OfPosition(new WorkflowId(workflow), new SubjectKey(subject), it.Until, it.Episode),
        _ => throw ResourceReading.Strange("a snooze"),
    };
}
