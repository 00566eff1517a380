using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Subscriptions;

/// <summary>
/// Where a wallet stands in the subscriber index: at every number whose passing may change something for it. Who stands
/// nowhere between two values of a position is not called for the second one.
/// </summary>
public static class SubscriberEntries
{
    /// <summary>All entries of a wallet, in order.</summary>
    /// <param name="state">The wallet.</param>
    /// <param name="live">The live workflows. Of others only that they are subscribed to is kept.</param>
    public static ImmutableSortedSet<string> Of(
        WalletState state, ImmutableSortedDictionary<WorkflowId, Workflow> live)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(live);
        var entries = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var (id, subscription) in state.Preferences.Subscriptions)
        {
            entries.Add(SubscriberEntry.Subscribed(id));
            if (live.GetValueOrDefault(id) is not { IsForSubscribers: true } workflow)
                continue;
            if (IsAsking(state, id))
                entries.Add(SubscriberEntry.Asking(id));
            entries.UnionWith((subscription.Categories.IsEmpty ? [""] : subscription.Categories)
                .Select(category => SubscriberEntry.Category(id, category)));
            AddLines(entries, state, workflow);
        }

        MovementDecision.AddEntries(entries, state, live);
        return entries.ToImmutable();
    }

    /// <summary>
    /// Whether the present value is to be told to the wallet without a tick: its line was drawn anew, or what was read
    /// too late to be told stands open.
    /// </summary>
    public static bool IsAsking(WalletState state, WorkflowId workflow)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Subscriber.Asking.Contains(workflow)
            || (state.Tracks.GetValueOrDefault(workflow)?.Episodes.Values.Any(book =>
                book.Current is Episode.Open open && !(open.Level <= open.AlertedLevel)) ?? false);
    }

    /// <summary>Has the index told where it does not stand as it should.</summary>
    internal static void Keep(Turn turn)
    {
        var known = turn.State.Subscriber;
        if (turn.State.Preferences.Subscriptions.IsEmpty && turn.State.LastReads.IsEmpty && known.Indexed == 0)
            return;
        var entries = Of(turn.State, turn.Policy.Workflows);
        var mark = MarkOf(entries);
        if (mark == known.Indexed)
            return;
        turn.State = turn.State with { Subscriber = known with { Indexed = mark } };
        turn.Add(new WalletEffect.Indexed(entries));
    }

    // The line of a tier or of the owner's own at any position; how an episode ends and goes on at its own.
    private static void AddLines(ImmutableSortedSet<string>.Builder entries, WalletState state, Workflow workflow)
    {
        var line = ThresholdStage.For(state, workflow).Line;
        if (!workflow.Rule.IsOccurrence)
            Add(entries, workflow, null, line.Thresholds);
        if (Turn.TrackOf(state, workflow.Id, workflow.Trigger.Chain) is not { } track)
            return;
        foreach (var (subject, book) in track.Episodes)
        {
            if (book.Current is not Episode.Open open)
                continue;
            if (!open.Line.Equals(line))
                Add(entries, workflow, subject, open.Line.Thresholds);
            var crossed = open.Line.Thresholds.Take(open.Level + 1);
            Add(entries, workflow, subject, crossed.Select(workflow.Rule.Rearm.Around));
        }
    }

    private static void Add(
        ImmutableSortedSet<string>.Builder entries,
        Workflow workflow,
        SubjectKey? subject,
        IEnumerable<Threshold> lines)
    {
        foreach (var line in lines)
        {
            if (line.Low is { } low)
                entries.Add(SubscriberEntry.Line(workflow.Id, subject, low));
            if (line.High is { } high)
                entries.Add(SubscriberEntry.Line(workflow.Id, subject, high));
        }
    }

    /// <summary>Tells entries from any others; 0 for none.</summary>
    internal static ulong MarkOf(ImmutableSortedSet<string> entries) => entries.IsEmpty
        ? 0
        : ulong.Parse(
            Keccak256.Hash(Encoding.UTF8.GetBytes(string.Join('\n', entries))).ToString().AsSpan(2, 16),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture) | 1;
}
