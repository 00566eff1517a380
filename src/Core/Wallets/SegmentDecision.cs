using System.Collections.Immutable;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// Whoever comes into a segment, or leaves it, by what the owner does is held against the new line at once, as after a
/// change of tier. What telling itself changes, such as the number of open episodes, counts with the next value: else
/// an alert could move the very line that it was told for.
/// </summary>
internal static class SegmentDecision
{
    /// <summary>
    /// The owner did something: does another line apply than before, or is a workflow for the wallet that was not?
    /// </summary>
    public static void Note(Turn turn, WalletState before)
    {
        if (turn.State.LookAgainAt is null && !ReferenceEquals(turn.State, before) && MovesALine(turn, before))
            turn.State = turn.State with { LookAgainAt = turn.Now };
    }

    /// <summary>Holds the present values against the lines that apply now.</summary>
    public static void Due(Turn turn, ImmutableArray<Signal> lastValues)
    {
        if (!(turn.State.LookAgainAt <= turn.Now))
            return;
        turn.State = turn.State with { LookAgainAt = null };
        foreach (var value in lastValues)
            if (turn.Policy.Workflows.GetValueOrDefault(value.Workflow) is { } workflow && NamesSegments(workflow))
                SignalDecision.Take(
                    turn, value with { Final = PreferencesDecision.IsConfirmed(turn, value) }, SignalMode.Ahead);
    }

    private static bool MovesALine(Turn turn, WalletState before)
    {
        Turn? earlier = null;
        foreach (var (_, workflow) in turn.Policy.Workflows)
        {
            if (!NamesSegments(workflow))
                continue;
            earlier ??= new Turn(before, turn.Now, turn.Policy);
            if (!ThresholdStage.For(turn, workflow).Line.Equals(ThresholdStage.For(earlier, workflow).Line)
                || (AudienceStage.IsFor(workflow, turn) && !AudienceStage.IsFor(workflow, earlier)))
                return true;
        }

        return false;
    }

    private static bool NamesSegments(Workflow workflow) => !workflow.Rule.Segments.IsEmpty || !workflow.For.IsEmpty;
}
