using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>Between what a wallet learned and its stored shape.</summary>
internal static class BehaviourMap
{
    private const int One = 1, Other = 2;

    /// <summary>Null for nothing.</summary>
    public static BehaviourStored? ToStored(this BehaviourState state) => state == BehaviourState.Empty
        ? null
        : new BehaviourStored
        {
            Never = state.Never,
            Kinds = state.Kinds.Select(kind => ToStored(kind.Key, kind.Value)).OrNull(),
            Week = state.Week.IsEmpty ? null : ToStored(state.Week.Counts),
            WeekOf = state.Week.IsEmpty ? 0 : state.Week.Week,
            Life = state.Life is not { } life ? null : new LifeStored
            {
                Stage = life.Stage,
                Since = life.Since,
                Seen = life.Seen,
                Visits = life.Visits,
            },
        };

    public static BehaviourState ToCore(this BehaviourStored? stored) => stored is null
        ? BehaviourState.Empty
        : new BehaviourState
        {
            Never = stored.Never,
            Kinds = (stored.Kinds ?? []).ToImmutableSortedDictionary(kind => new KindName(kind.Kind), ToCore),
            Week = stored.Week is { } week ? new WeekOfHours(ToCounts(week), stored.WeekOf) : WeekOfHours.Empty,
            Life = stored.Life is { } life ? new Life(life.Stage, life.Since, life.Seen, life.Visits) : null,
        };

    private static KindBehaviourStored ToStored(KindName kind, KindBehaviour known)
    {
        var times = known.Reactions;
        return new KindBehaviourStored
        {
            Kind = kind.Value,
            Habits = known.Habits.Select(ToStored).OrNull(),
            Reactions = times == default
                ? null
                : [times.TenMinutes, times.Hour, times.SixHours, times.Day, times.Later, times.Never],
            Awaiting = known.Awaiting.Select(ToStored).OrNull(),
        };
    }

    private static int[] ToStored(KeyValuePair<int, Habit> it)
    {
        var habit = it.Value;
        return
        [
            it.Key, habit.Responded, habit.Ignored, habit.Run, habit.Withheld, habit.Day,
            (habit.Kept ? One : 0) + (habit.Noticed ? Other : 0),
        ];
    }

    private static long[] ToStored(Awaited awaited) =>
    [
        unchecked((long)awaited.Alert.Value), unchecked((long)awaited.Position.Value), awaited.Bucket,
        awaited.At.ToUnixTimeSeconds(), (long)(awaited.Until - awaited.At).TotalSeconds,
        (awaited.Withheld ? One : 0) + (awaited.Opened ? Other : 0),
    ];

    private static KindBehaviour ToCore(KindBehaviourStored stored) => new()
    {
        Habits = (stored.Habits ?? []).ToImmutableSortedDictionary(row => row[0], row => new Habit(
            row[1], row[2], row[3], row[4], row[5], (row[6] & One) != 0, (row[6] & Other) != 0)),
        Reactions = stored.Reactions is { } row ? new(row[0], row[1], row[2], row[3], row[4], row[5]) : default,
        Awaiting = [.. (stored.Awaiting ?? []).Select(ToAwaited)],
    };

    private static Awaited ToAwaited(long[] row)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(row[3]);
        return new Awaited(
            new AlertMark(unchecked((ulong)row[0])), new PositionMark(unchecked((ulong)row[1])), (int)row[2],
            at, at.AddSeconds(row[4]), (row[5] & One) != 0, (row[5] & Other) != 0);
    }

    private static string ToStored(ImmutableArray<ushort> counts)
    {
        Span<byte> bytes = stackalloc byte[WeekOfHours.Hours * sizeof(ushort)];
        for (var hour = 0; hour < counts.Length; hour++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(hour * sizeof(ushort))..], counts[hour]);
        return Base64Url.EncodeToString(bytes);
    }

    private static ImmutableArray<ushort> ToCounts(string stored)
    {
        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(stored);
        var counts = ImmutableArray.CreateBuilder<ushort>(WeekOfHours.Hours);
        for (var at = 0; at < bytes.Length; at += sizeof(ushort))
            counts.Add(BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]));
        return counts.ToImmutable();
    }
}
