using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wire;

[GenerateSerializer, Immutable, Alias("kwala.AttentionWire")]
internal struct AttentionWire
{
    [Id(0)]
    public string? Zone { get; init; }

    /// <summary>As <see cref="QuietHours"/> is written.</summary>
    [Id(1)]
    public string? Quiet { get; init; }

    [Id(2)]
    public int? PerDay { get; init; }

    [Id(3)]
    public int? PerWeek { get; init; }

    /// <summary>As <see cref="DigestSchedule"/> is written.</summary>
    [Id(4)]
    public string? Digest { get; init; }

    [Id(5)]
    public string[] DigestKinds { get; init; }

    [Id(6)]
    public SnoozeWire[] Snoozes { get; init; }

    public readonly AttentionChoices ToCore() => new()
    {
        Zone = Zone,
        Quiet = Quiet is { } quiet && QuietHours.TryParse(quiet, out var hours) ? hours : null,
        PerDay = PerDay,
        PerWeek = PerWeek,
        Digest = Digest is { } text && DigestSchedule.TryParse(text, out var digest) ? digest : null,
        DigestKinds = [.. DigestKinds.Select(kind => new KindName(kind))],
        Snoozes = [.. Snoozes.Select(snooze => snooze.ToCore())],
    };

    public static AttentionWire? Of(AttentionChoices value) => ReferenceEquals(value, AttentionChoices.Unset)
        ? null
        : new AttentionWire
        {
            Zone = value.Zone,
            Quiet = value.Quiet?.ToString(),
            PerDay = value.PerDay,
            PerWeek = value.PerWeek,
            Digest = value.Digest?.ToString(),
            DigestKinds = [.. value.DigestKinds.Select(kind => kind.Value)],
            Snoozes = [.. value.Snoozes.Select(SnoozeWire.Of)],
        };
}

[GenerateSerializer, Immutable, Alias("kwala.SnoozeWire")]
internal struct SnoozeWire
{
    [Id(0)]
    public string? Kind { get; init; }

    [Id(1)]
    public string? Workflow { get; init; }

    [Id(2)]
    public string? Subject { get; init; }

    [Id(3)]
    public DateTimeOffset? Until { get; init; }

    [Id(4)]
    public long? Episode { get; init; }

    public readonly Snooze ToCore() => Kind is { } kind
        ? new Snooze.OfKind(new KindName(kind), Until ?? DateTimeOffset.MaxValue)
        : new Snooze.OfPosition(new WorkflowId(Workflow ?? ""), new SubjectKey(Subject ?? ""), Until, Episode);

    public static SnoozeWire Of(Snooze value) => value switch
    {
        Snooze.OfKind it => new SnoozeWire { Kind = it.Kind.Value, Until = it.Until },
        Snooze.OfPosition it => new SnoozeWire
        {
            Workflow = it.Workflow.Value,
            Subject = it.Subject.Value,
            Until = it.Until,
            Episode = it.Episode,
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
