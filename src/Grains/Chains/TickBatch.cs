using System.Collections.Immutable;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Chains;

/// <summary>Whom some ticks of a position concern: subscribers who stand in the index between two entries.</summary>
/// <param name="Ranges">From an entry through an entry.</param>
/// <param name="Signals">What they are told, in the order of the chain.</param>
internal sealed record Called(ImmutableArray<(string From, string Through)> Ranges, ImmutableArray<Signal> Signals);

/// <summary>
/// What the values of workflows for subscribers mean: those whose line lies between the value before and any of the
/// new ones are called, with all of them; nothing changes for the others. Pure.
/// </summary>
/// <param name="Called">Whom to call.</param>
/// <param name="Ticked">The newest values from now on; null for none.</param>
internal sealed record TickBatch(ImmutableArray<Called> Called, TickedStored[]? Ticked)
{
    /// <summary>Of the ticks of a step.</summary>
    /// <param name="signals">The ticks in the order of the chain.</param>
    /// <param name="workflows">The workflows of the place.</param>
    /// <param name="ticked">The newest values before them.</param>
    /// <param name="finalized">The newest final block.</param>
    public static TickBatch Of(
        ImmutableArray<Signal> signals,
        ImmutableArray<Workflow> workflows,
        TickedStored[]? ticked,
        long finalized)
    {
        var positions = (ticked ?? []).ToDictionary(it => (it.Workflow, it.Subject));
        var called = ImmutableArray.CreateBuilder<Called>();
        foreach (var group in signals.GroupBy(signal => (signal.Workflow, signal.Subject)))
        {
            var workflow = workflows.First(it => it.Id == group.Key.Workflow);
            var key = (group.Key.Workflow.Value, group.Key.Subject.Value);
            var (told, after) = Take([.. group], workflow, positions.GetValueOrDefault(key), finalized);
            if (told is not null)
                called.Add(told);
            positions[key] = after;
        }

        return new TickBatch(
            called.ToImmutable(),
            positions.Values.OrderByDescending(it => it.Ticks.LastOrDefault()?.Block)
                .Take(TickedMap.PositionsMax).OrNull());
    }

    private static (Called? Called, TickedStored After) Take(
        ImmutableArray<Signal> signals, Workflow workflow, TickedStored? ticked, long finalized)
    {
        var (rule, isKnown) = (workflow.Rule, false);
        // What has not moved yet stands at nothing; of a value that nobody knows any line may be passed.
        var (low, high) = (Rational.NegativeInfinity, Rational.PositiveInfinity);
        Rational? still = rule.Change is null || ticked is { Before: not null } ? null : Rational.Zero;
        if ((ticked?.LastCompared(rule) ?? still) is { } before)
            (low, high, isKnown) = (before, before, true);
        var told = ImmutableArray.CreateBuilder<Signal>(signals.Length);
        foreach (var signal in signals)
        {
            var past = rule.Remembers ? ticked?.PastAfter(rule) : null;
            var tick = signal with { Past = past };
            told.Add(tick);
            ticked = ticked.With(tick, finalized);
            if (isKnown
                && TickedMap.Compared(tick.Value, past, tick.Source.BlockTime, rule) is { IsUndefined: false } number)
                (low, high) = (Rational.Min(low, number), Rational.Max(high, number));
        }

        var called = rule.IsOccurrence
            ? new Called(Occurred(workflow, signals), told.ToImmutable())
            : low == high
            ? null
            : new Called(Between(workflow.Id, signals[0].Subject, low, high), told.ToImmutable());
        return (called, ticked!);
    }

    // What is news by itself calls who chose one of its categories; what ends it, or moves its end, those for whom it
    // is open.
    private static ImmutableArray<(string From, string Through)> Occurred(
        Workflow workflow, ImmutableArray<Signal> signals)
    {
        var entries = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var signal in signals)
            if (signal.Value != Rational.One)
                entries.Add(SubscriberEntry.Line(workflow.Id, signal.Subject, Rational.Zero));
            else
                entries.UnionWith((workflow.Categories?.Of(signal.Source.Arguments) ?? [])
                    .Select(match => SubscriberEntry.Category(workflow.Id, match.Name.Value))
                    .Append(SubscriberEntry.Category(workflow.Id, "")));
        return [.. entries.Select(entry => (entry, entry))];
    }

    private static ImmutableArray<(string From, string Through)> Between(
        WorkflowId workflow, SubjectKey subject, Rational low, Rational high) =>
    [
        (SubscriberEntry.Line(workflow, null, low), SubscriberEntry.Line(workflow, null, high)),
        (SubscriberEntry.Line(workflow, subject, low), SubscriberEntry.Line(workflow, subject, high)),
    ];
}
