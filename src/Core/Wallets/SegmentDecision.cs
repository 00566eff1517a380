using System.Collections.Immutable;
using Kwala.Core.Wallets.Stages;

namespace Kwala.Core.Wallets;

/// <summary>
/// Whoever comes into a segment, or leaves it, by what the owner does is held against the new line at once, as after a
/// change of tier. What telling itself changes, such as the number of open episodes, counts with the next value: else
/// an alert could move the very line that it was told for.
/// </summary>
internal static class SegmentDecision
{
    /// <summary>The owner did something: does another line apply than before?</summary>
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
            if (turn.Policy.Workflows.GetValueOrDefault(value.Workflow) is { Rule.Segments.IsEmpty: false })
                SignalDecision.Take(
                    turn, value with { Final = PreferencesDecision.IsConfirmed(turn, value) }, SignalMode.Ahead);
    }

    private static bool MovesALine(Turn turn, WalletState before)
    {
        Turn? earlier = null;
        foreach (var (_, workflow) in turn.Policy.Workflows)
            if (!workflow.Rule.Segments.IsEmpty && !ThresholdStage.For(turn, workflow).Line.Equals(
                ThresholdStage.For(earlier ??= new Turn(before, turn.Now, turn.Policy), workflow).Line))
                return true;
        return false;
    }
}
