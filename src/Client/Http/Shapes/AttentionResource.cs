using System.ComponentModel;

namespace Kwala.Client.Http.Shapes;

/// <summary>How much attention notifications may take, and when. What is critical is bound by a snooze alone.</summary>
[Description(
    "How much attention notifications may take, and when. What is critical is bound by a snooze alone.")]
internal sealed record AttentionResource
{
    [Description("The owner's IANA time zone, such as Europe/Berlin; null for the deployment's.")]
    public string? Zone { get; init; }

    [Description("Quiet hours of the local day, such as 22:00-07:00: what is held back goes out at their end.")]
    public string? Quiet { get; init; }

    [Description("The most notifications in a local day, 0 to 1000; null for the deployment's. More go to the digest.")]
    public int? PerDay { get; init; }

    [Description("The most in seven local days in a row, 0 to 1000; null for the deployment's.")]
    public int? PerWeek { get; init; }

    [Description(
        "When the digest is sent: daily 09:00, friday 18:30, or either with learned before it; null for the "
        + "deployment's.")]
    public string? Digest { get; init; }

    [Description("Kinds that the owner wants in the digest only.")]
    public IReadOnlyList<string> DigestKinds { get; init; } = [];

    [Description("What the owner does not want to hear of for a while; at most 16.")]
    public IReadOnlyList<SnoozeResource> Snoozes { get; init; } = [];
}

/// <summary>A kind until an instant; or a workflow's position, until an instant or until its episode is over.</summary>
[Description(
    "A kind until an instant; or a workflow's position (subject), until an instant or until its episode is over.")]
internal sealed record SnoozeResource
{
    [Description("A kind of notification; needs until.")]
    public string? Kind { get; init; }

    [Description("A workflow; needs subject.")]
    public string? Workflow { get; init; }

    [Description("The position, as decisions and inbox items name it.")]
    public string? Subject { get; init; }

    [Description("To this instant (RFC 3339, with offset). What is still so is told then.")]
    public DateTimeOffset? Until { get; init; }

    [Description("To the end of the episode of this number: muted until resolved.")]
    public long? Episode { get; init; }
}
