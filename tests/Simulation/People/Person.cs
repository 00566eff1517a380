using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using NodaTime;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.People;

/// <summary>
/// A simulated owner: what comes, what they would do about it, and when they are there. What they would do is decided
/// before it is decided whether they are told, so that what was kept back wrongly can be counted.
/// </summary>
/// <param name="Name">Such as "Friday claimer".</param>
/// <param name="Zone">Where they live.</param>
/// <param name="Streams">What comes.</param>
internal sealed record Person(string Name, DateTimeZone Zone, ImmutableArray<AlertStream> Streams)
{
    /// <summary>The slot that an observer with perfect knowledge would choose, by week; null for none.</summary>
    public Func<int, LearnedSlot?> Slot { get; init; } = _ => null;

    /// <summary>The week in which they change; null for never.</summary>
    public int? ChangesIn { get; init; }
}

/// <summary>Alerts of one kind and magnitude.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Bucket">The magnitude.</param>
/// <param name="PerWeek">How many come in a week, at any hour.</param>
/// <param name="Acts">With which probability the person acts on one, by week.</param>
/// <param name="When">When they do, for an alert that comes at an instant; or would, if they were told.</param>
internal sealed record AlertStream(
    KindName Kind, int Bucket, double PerWeek, Func<int, double> Acts, Func<SeededChoice, DateTimeOffset, DateTimeOffset> When)
{
    /// <summary>How long a response counts.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(48);

    /// <summary>With which probability they act although they were not told: the chain shows it.</summary>
    public double Untold { get; init; }

    /// <summary>With which probability they open one that they do not act on.</summary>
    public double Opens { get; init; }
}
