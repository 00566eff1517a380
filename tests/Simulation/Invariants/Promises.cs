using System.Collections.Immutable;

namespace Kwala.Simulation.Invariants;

/// <summary>All promises that a world is held to.</summary>
internal static class Promises
{
    public static ImmutableArray<Invariant> All() =>
    [
        new OnePredecessor(),
        new SavedBeforeSent(),
        new LastSaverSends(),
        new NothingVanishes(),
        new NumbersOnlyGrow(),
        new ToldOnce(),
        new RepeatsAsDecided(),
        new OnlyTheWilling(),
        new NothingStale(),
        new DueNeverMisses(),
        new CoverageIsTrue(),
        new WalletsBeforeCheckpoint(),
        new LostIsTakenBack(),
        new EverythingEnds(),
        new StandingIsCanonical(),
        new CriticalAlertsArrive(),
        new EndsAreHeardOf(),
        new LastWordIsTrue(),
        new CriticalIsUntouched(),
        new DigestsTellAll(),
        new PutOffIsDecidedAgain(),
        new QuietIsKept(),
        new BudgetIsKept(),
        new ReasonsAreKept(),
        new OnlySubscribersHear(),
    ];
}
