using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>The newest ticks of one position of a workflow for subscribers.</summary>
internal sealed record TickedStored
{
    public required string Workflow { get; init; }

    public required string Subject { get; init; }

    public required string Contract { get; init; }

    /// <summary>
    /// Oldest first: the last one that is final, and those after it; empty where a reorg took all that were remembered.
    /// </summary>
    public required TickStored[] Ticks { get; init; }

    /// <summary>What was remembered before those that a reorg took; absent where there are ticks.</summary>
    public PastStored? Before { get; init; }
}

/// <summary>A value that no wallet owns.</summary>
internal sealed record TickStored
{
    public required long Block { get; init; }

    public required string Hash { get; init; }

    public required int Log { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Value { get; init; }

    /// <summary>What was remembered before it, where the rule asks for that.</summary>
    public PastStored? Past { get; init; }
}

/// <summary>What ticks mean, and how they are remembered. Pure.</summary>
internal static class TickedMap
{
    /// <summary>
    /// Of more blocks that are not final the ticks are forgotten: after a deeper reorg the next one concerns whoever
    /// has a line, and what was remembered before the oldest of them holds.
    /// </summary>
    public const int BlocksMax = 8;

    /// <summary>No more ticks of a position are remembered, however many of a block are undefined.</summary>
    public const int TicksMax = 3 * BlocksMax;

    /// <summary>More positions of a place are not remembered: the longest unseen goes.</summary>
    public const int PositionsMax = 256;

    /// <summary>What is remembered behind the newest tick; null for nothing.</summary>
    public static PastValues? PastAfter(this TickedStored ticked, ThresholdRule rule)
    {
        return ticked.Ticks is [.., var last]
            ? PastValues.After(UndoMap.ToCore(last.Past), StoredParts.ToRational(last.Value), last.At, rule)
            : UndoMap.ToCore(ticked.Before);
    }

    /// <summary>The newest number that was compared; null where none was defined.</summary>
    public static Rational? LastCompared(this TickedStored ticked, ThresholdRule rule)
    {
        foreach (var tick in ticked.Ticks.Reverse())
            if (Compared(StoredParts.ToRational(tick.Value), UndoMap.ToCore(tick.Past), tick.At, rule) is
                { IsUndefined: false } compared)
                return compared;
        return null;
    }

    /// <summary>The number that is held against lines: the value, or how far it moved.</summary>
    public static Rational Compared(Rational value, PastValues? past, DateTimeOffset at, ThresholdRule rule) =>
        rule.Change is { } change
            ? PastValues.MoveOf(past, value, at, change, rule.Side)?.Change ?? Rational.Undefined
            : value;

    /// <summary>The same with a newer tick.</summary>
    public static TickedStored With(this TickedStored? ticked, Signal signal, long finalized)
    {
        var tick = new TickStored
        {
            Block = signal.Source.Block.Number,
            Hash = signal.Source.Block.Hash.ToString(),
            Log = signal.Source.LogIndex,
            At = signal.Source.BlockTime,
            Value = signal.Value.ToStored(),
            Past = UndoMap.ToStored(signal.Past),
        };
        // A reorg takes whole blocks: of each block the first, for what was before it, and the last are enough.
        var known = ticked?.Ticks ?? [];
        if (!signal.Value.IsUndefined && known is [.., var first, { Block: var block }]
            && block == tick.Block && first.Block == block)
            known = known[..^1];
        TickStored[] ticks = [.. known, tick];
        var oldest = ticks.Select(it => it.Block).Distinct().TakeLast(BlocksMax).First();
        var kept = Math.Max(Array.FindIndex(ticks, it => it.Block >= oldest), ticks.Length - TicksMax);
        var final = Array.FindLastIndex(ticks, it => it.Block <= finalized);
        return new TickedStored
        {
            Workflow = signal.Workflow.Value,
            Subject = signal.Subject.Value,
            Contract = signal.Source.Contract.ToString(),
            Ticks = ticks[Math.Max(Math.Max(final, 0), kept)..],
        };
    }

    /// <summary>What is left where nothing is read from this block on.</summary>
    public static TickedStored[]? BackTo(TickedStored[]? ticked, long next) => ticked?
        .Select(it => it with { Ticks = [.. it.Ticks.Where(tick => tick.Block < next)] } is { Ticks.Length: > 0 } kept
            ? kept
            : it with { Ticks = [], Before = it.Before ?? it.Ticks.FirstOrDefault()?.Past })
        .Where(it => it.Ticks.Length > 0 || it.Before is not null)
        .OrNull();

    /// <summary>Those of these workflows.</summary>
    public static IEnumerable<TickedStored> Of(TickedStored[]? ticked, IEnumerable<string> workflows) =>
        (ticked ?? []).Where(it => workflows.Contains(it.Workflow));

    /// <summary>The newest value as a signal that decides anew and is no news; null where none is defined.</summary>
    public static Signal? ToSignal(this TickedStored ticked, ChainId chain, long finalized)
    {
        var tick = ticked.Ticks.LastOrDefault(it => !StoredParts.ToRational(it.Value).IsUndefined);
        return tick is null ? null : new Signal(
            new WorkflowId(ticked.Workflow),
            new SubjectKey(ticked.Subject),
            StoredParts.ToRational(tick.Value),
            new SignalSource(
                chain,
                new BlockRef(tick.Block, StoredParts.ToBytes32(tick.Hash)),
                tick.At,
                default,
                tick.Log,
                StoredParts.ToAddress(ticked.Contract),
                []),
            Live: false,
            Final: tick.Block <= finalized)
        {
            Past = UndoMap.ToCore(tick.Past),
        };
    }
}
