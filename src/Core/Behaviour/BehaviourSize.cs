using Kwala.Core.Wallets;

namespace Kwala.Core.Behaviour;

/// <summary>
/// How many bytes what is learned takes where it is stored: never less than the stored shape has, and not much more. A
/// test of the grains holds the two against each other.
/// </summary>
public static class BehaviourSize
{
    private const int Frame = 24, WholeWeek = 480, WholeLife = 72, Kind = 14, Habits = 13, Awaiting = 15, Mark = 20;

    /// <summary>The whole; zero for nothing.</summary>
    public static int Of(BehaviourState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state == BehaviourState.Empty)
            return 0;
        var size = Frame + (state.Never ? 14 : 0) + (state.Life is null ? 0 : WholeLife)
            + (state.Week.IsEmpty ? 0 : WholeWeek);
        foreach (var (kind, known) in state.Kinds)
        {
            size += Kind + RecordSize.OfText(kind.Value) + Of(known.Reactions)
                + (known.Habits.IsEmpty ? 0 : Habits) + (known.Awaiting.IsEmpty ? 0 : Awaiting);
            foreach (var (_, habit) in known.Habits)
                size += 12 + Digits(habit.Responded) + Digits(habit.Ignored) + Digits(habit.Run)
                    + Digits(habit.Withheld) + Digits(habit.Day);
            foreach (var awaited in known.Awaiting)
                size += 14 + (2 * Mark) + Digits(awaited.At.ToUnixTimeSeconds())
                    + Digits((long)(awaited.Until - awaited.At).TotalSeconds);
        }

        return size;
    }

    private static int Of(ReactionTimes times) => times == default
        ? 0
        : 22 + Digits(times.TenMinutes) + Digits(times.Hour) + Digits(times.SixHours) + Digits(times.Day)
            + Digits(times.Later) + Digits(times.Never);

    private static int Digits(long value)
    {
        var digits = value < 0 ? 2 : 1;
        for (var rest = Math.Abs(value); rest > 9; rest /= 10)
            digits++;
        return digits;
    }
}
