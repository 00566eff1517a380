using System.Collections.Immutable;

namespace Kwala.Simulation.Invariants;

/// <summary>All promises that a world is held to.</summary>
internal static class Promises
{
    public static ImmutableArray<Invariant> All() =>
    [
        new EverythingEnds(),
    ];
}
