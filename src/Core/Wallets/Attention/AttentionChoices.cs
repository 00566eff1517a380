using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Attention;

/// <summary>
/// How much of the owner's attention notifications may take, and when. Part of <see cref="Preferences"/>; critical ones
/// are bound by nothing here but a snooze, which is the owner's own (decision 13).
/// </summary>
public sealed record AttentionChoices
{
    /// <summary>Of an owner who chose nothing.</summary>
    public static AttentionChoices Unset { get; } = new();

    /// <summary>The owner's IANA time zone; null for the deployment's.</summary>
    public string? Zone { get; init; }

    /// <summary>When it is quiet; null for never.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>
    /// The most notifications in a local day, over all workflows and channels, 0 to 1000; null for the deployment's.
    /// </summary>
    public int? PerDay { get; init; }

    /// <summary>The most in seven local days in a row; null for the deployment's.</summary>
    public int? PerWeek { get; init; }

    /// <summary>When the digest is sent; null for the deployment's.</summary>
    public DigestSchedule? Digest { get; init; }

    /// <summary>Kinds that the owner wants in the digest only.</summary>
    public ImmutableSortedSet<KindName> DigestKinds { get; init; } = [];

    /// <summary>What the owner does not want to hear of for a while.</summary>
    public ImmutableArray<Snooze> Snoozes { get; init; } = [];
}

/// <summary>The owner asked for silence about something, for a while.</summary>
public abstract record Snooze
{
    /// <summary>An owner has no more of them at once.</summary>
    public const int CountMax = 16;

    private Snooze()
    {
    }

    /// <summary>About everything of a kind.</summary>
    /// <param name="Kind">The kind.</param>
    /// <param name="Until">To this instant.</param>
    public sealed record OfKind(KindName Kind, DateTimeOffset Until) : Snooze;

    /// <summary>About one position of a workflow.</summary>
    /// <param name="Workflow">The workflow.</param>
    /// <param name="Subject">The position.</param>
    /// <param name="Until">To this instant; null for no instant.</param>
    /// <param name="Episode">
    /// To the end of this episode, deeper levels included: muted until resolved; null for any episode.
    /// </param>
    public sealed record OfPosition(WorkflowId Workflow, SubjectKey Subject, DateTimeOffset? Until, long? Episode)
        : Snooze;
}
