namespace Kwala.Core.Workflows;

/// <summary>What a new version of a workflow means for the values that were taken under an older one.</summary>
public static class WorkflowChange
{
    /// <summary>
    /// Whether values of the older version may be held against the lines of the new one: they are numbers of the same
    /// thing, taken from logs that it still listens to.
    /// </summary>
    public static bool KeepsValues(Workflow before, Workflow now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return before.Trigger.Chain == now.Trigger.Chain
            && before.Trigger.Event.Equals(now.Trigger.Event)
            && (now.Trigger.Contracts.IsEmpty
                || (!before.Trigger.Contracts.IsEmpty && before.Trigger.Contracts.All(now.Trigger.Contracts.Contains)))
            && before.Wallets.SequenceEqual(now.Wallets)
            && before.Subject.SequenceEqual(now.Subject)
            && before.Reads.Equals(now.Reads)
            && before.Value.Text == now.Value.Text
            && before.Rule.IsOccurrence == now.Rule.IsOccurrence
            && before.EndedBy.SequenceEqual(now.EndedBy)
            && before.When?.Text == now.When?.Text
            && before.Rule.Latches == now.Rule.Latches
            && before.InfiniteWhen?.Text == now.InfiniteWhen?.Text;
    }

    /// <summary>The same for values that no wallet owns, of which past ones are remembered besides.</summary>
    public static bool KeepsTicks(Workflow before, Workflow now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return KeepsValues(before, now)
            && before.Rule.Change == now.Rule.Change && before.Rule.Remembers == now.Rule.Remembers;
    }

    /// <summary>
    /// Whether a value that does not change may be decided otherwise: the lines or the margin moved, or something else
    /// moves positions now and has to find them.
    /// </summary>
    public static bool MovesLines(Workflow before, Workflow now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return now.Rule.Latches
            && (before.Rule.Side != now.Rule.Side
                || before.Rule.OnlyCrossings != now.Rule.OnlyCrossings
                || before.Rule.Change != now.Rule.Change
                || before.Rule.DefaultTier != now.Rule.DefaultTier
                || !before.Rule.Rearm.Equals(now.Rule.Rearm)
                || !before.Rule.Tiers.SequenceEqual(now.Rule.Tiers)
                || !before.Rule.Segments.SequenceEqual(now.Rule.Segments)
                || !before.For.SequenceEqual(now.For)
                || before.HasFeeds != now.HasFeeds);
    }
}
