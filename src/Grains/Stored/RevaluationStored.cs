using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Stored;

/// <summary>Which present values at one depth are to be decided again, and how far that is.</summary>
internal sealed record RevaluationStored
{
    /// <summary>One per workflow that was ever live at the depth.</summary>
    public JudgedStored[] Judged { get; init; } = [];

    /// <summary>The sweep under way; null for none.</summary>
    public SweepStored? Sweep { get; init; }
}

/// <summary>What is known of a workflow's present values.</summary>
internal sealed record JudgedStored
{
    public required string Workflow { get; init; }

    /// <summary>
    /// Content hash of the version that was live when this was looked at last; empty for none. Nobody follows what is
    /// not live: when it is live again, the values from before may be of the past.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>Values of earlier blocks measured something else.</summary>
    public long ValuesFrom { get; init; }

    /// <summary>The lines moved, and the values were not yet held against them.</summary>
    public bool LinesMoved { get; init; }

    /// <summary>From this block on values were handed on too late to be told; null for none.</summary>
    public long? StaleFrom { get; init; }

    /// <summary>Candidate and share, where one decided for some wallets at the last look; null for none.</summary>
    public string? Rollout { get; init; }

    /// <summary>Content hash of the candidate.</summary>
    [JsonIgnore]
    public string? CandidateBefore => Rollout?.Split(' ')[0];

    [JsonIgnore]
    public bool IsDue => LinesMoved || StaleFrom is not null;
}

/// <summary>A walk over the wallets that have values, in the order of their addresses.</summary>
internal sealed record SweepStored
{
    public required string[] Workflows { get; init; }

    public required long FromBlock { get; init; }

    /// <summary>The last wallet that has decided again; null for none yet.</summary>
    public string? After { get; init; }

    /// <summary>How many have.</summary>
    public long Wallets { get; init; }
}

/// <summary>How it changes. Pure; what changes nothing gives the same reference.</summary>
internal static class RevaluationPlan
{
    // A wallet decides a moment later than its listener looks at the clock, or on another machine's.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A workflow's live version, and the one before it: null where that is not known. What the depth never followed is
    /// looked at like what was read too late: it may have been followed at another, and backfill is ahead.
    /// </summary>
    public static RevaluationStored With(
        this RevaluationStored stored, Workflow live, Workflow? before, long nextBlock)
    {
        var version = live.Hash.ToString();
        // Subscribers ask for what they were not told themselves; where they stand in the index is by the lines.
        if (stored.Of(live) is not { } known)
            return stored.With(new JudgedStored
            {
                Workflow = live.Id.Value,
                Version = version,
                LinesMoved = live.IsForSubscribers,
                StaleFrom = live.IsForSubscribers ? null : 0,
            });
        if (known.Version.Length == 0)
            return stored.With(new JudgedStored
            {
                Workflow = live.Id.Value,
                Version = version,
                ValuesFrom = nextBlock,
                LinesMoved = live.IsForSubscribers,
            });
        var keeps = before is null || WorkflowChange.KeepsValues(before, live);
        var moves = before is null || WorkflowChange.MovesLines(before, live);
        return stored.With(known with
        {
            Version = version,
            ValuesFrom = keeps ? known.ValuesFrom : nextBlock,
            LinesMoved = (keeps && (known.LinesMoved || moves)) || live.IsForSubscribers,
        });
    }

    /// <summary>
    /// A workflow's candidate or its share changed: for some wallets the lines may have moved.
    /// </summary>
    /// <param name="stored">What is known.</param>
    /// <param name="live">The live version.</param>
    /// <param name="now">The candidate; null for none.</param>
    /// <param name="before">The one before; null where there was none or it is not known.</param>
    public static RevaluationStored WithRollout(
        this RevaluationStored stored, Workflow live, Rollout? now, Workflow? before)
    {
        var known = stored.Of(live)!;
        return stored.With(known with
        {
            Rollout = WordOf(now),
            LinesMoved = known.LinesMoved
                || (now is not null && WorkflowChange.MovesLines(live, now.Candidate))
                || (known.Rollout is not null && (before is null || WorkflowChange.MovesLines(before, live))),
        });
    }

    /// <summary>How a rollout is remembered; null for none.</summary>
    public static string? WordOf(Rollout? rollout) =>
        rollout is null ? null : string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{rollout.Candidate.Hash} {rollout.Percent}");

    /// <summary>Only these are live.</summary>
    public static RevaluationStored Only(this RevaluationStored stored, ImmutableArray<Workflow> live) => stored.Judged
        .Where(known => known.Version.Length > 0 && !live.Any(it => it.Id.Value == known.Workflow))
        .Aggregate(stored, (so, gone) => so.With(gone with { Version = "" }));

    /// <summary>What a step handed on may have been too old to be told: a later look at the values tells it.</summary>
    public static RevaluationStored After(
        this RevaluationStored stored,
        FeedStep.Advanced step,
        ImmutableArray<Workflow> workflows,
        DateTimeOffset now)
    {
        if (step.Logs.IsEmpty)
            return stored;
        var (oldest, age) = (step.Logs[0], now + ClockSlack - step.Logs[0].BlockTime);
        foreach (var workflow in workflows)
            if (age > workflow.ValidFor && !workflow.IsForSubscribers
                && stored.Of(workflow) is { } known && !(known.StaleFrom <= oldest.Block.Number))
                stored = stored.With(known with { StaleFrom = oldest.Block.Number });
        return stored;
    }

    /// <summary>
    /// A sweep begun for every workflow that needs one now that the head is reached.
    /// </summary>
    public static RevaluationStored Begun(
        this RevaluationStored stored,
        ImmutableArray<Workflow> workflows,
        DateTimeOffset? headTime,
        DateTimeOffset now)
    {
        if (stored.Sweep is not null)
            return stored;
        var due = workflows.Where(it => stored.Of(it) is { } known
            && (known.LinesMoved
                || (known.StaleFrom is not null && MayTell(it, headTime, now))))
            .ToImmutableArray();
        if (due.IsEmpty)
            return stored;
        var from = due.Min(it => stored.Of(it) is { LinesMoved: false, StaleFrom: { } stale } ? stale : 0);
        return due.Aggregate(stored, (so, it) => so.With(so.Of(it)! with { LinesMoved = false, StaleFrom = null }))
            with
        { Sweep = new SweepStored { Workflows = [.. due.Select(it => it.Id.Value)], FromBlock = from } };
    }

    /// <summary>
    /// Whether what was not told in time is told at this head. Where that is old, what stands there may have healed:
    /// only the critical lane does not wait for a newer one (decision 13).
    /// </summary>
    public static bool MayTell(Workflow workflow, DateTimeOffset? headTime, DateTimeOffset now) =>
        workflow.Lane == Lane.Critical || headTime is null || now - headTime <= workflow.ValidFor;

    /// <summary>What is known of these workflows' values.</summary>
    public static RevaluationStored Of(this RevaluationStored stored, string[] workflows) =>
        stored with { Judged = [.. stored.Judged.Where(it => workflows.Contains(it.Workflow))] };

    /// <summary>
    /// Of two places that have met. One sweep goes on; what the other was to tell is due again, and telling twice
    /// changes nothing.
    /// </summary>
    public static RevaluationStored With(this RevaluationStored stored, RevaluationStored other)
    {
        var again = stored.Sweep is null ? [] : other.Sweep?.Workflows ?? [];
        return new RevaluationStored
        {
            Judged =
            [
                .. stored.Judged,
                .. other.Judged.Select(it => again.Contains(it.Workflow) ? it with { LinesMoved = true } : it),
            ],
            Sweep = stored.Sweep ?? other.Sweep,
        };
    }

    /// <summary>What is known of a workflow's values; null for nothing.</summary>
    public static JudgedStored? Of(this RevaluationStored stored, Workflow workflow) =>
        Array.Find(stored.Judged, it => it.Workflow == workflow.Id.Value);

    private static RevaluationStored With(this RevaluationStored stored, JudgedStored judged) => stored with
    {
        Judged = [.. stored.Judged.Where(it => it.Workflow != judged.Workflow), judged],
    };
}
