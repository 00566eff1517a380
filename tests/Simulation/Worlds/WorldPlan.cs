using System.Collections.Immutable;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>Which world a seed makes: how large, and what can go wrong in it how often.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Faults">What can go wrong.</param>
/// <param name="Wallets">How many wallets there are.</param>
/// <param name="Blocks">How many blocks are mined from when the world begins until everything calms down.</param>
internal sealed record WorldPlan(ulong Seed, Fault Faults, int Wallets, int Blocks)
{
    /// <summary>All kinds of faults.</summary>
    public static ImmutableArray<Fault> Kinds { get; } =
        [.. Enum.GetValues<Fault>().Where(fault => fault is not (Fault.None or Fault.All))];

    /// <summary>
    /// Each seed draws which kinds of faults are on: a world with all of them is too busy failing to show some bugs.
    /// </summary>
    public static WorldPlan Of(ulong seed)
    {
        var choice = Choice(seed, "plan");
        var often = choice.OneOf([0.15, 0.4, 0.7]);
        // Drawn apart, so that without them a seed makes the world that it made before there were any.
        var later = Choice(seed, "plan of what came later");
        var faults = Kinds.Where(it => (it < Fault.NodeLate ? choice : later).Chance(often))
            .Aggregate(Fault.None, (all, one) => all | one);
        return new WorldPlan(seed, faults, choice.Between(1, 5), choice.Between(10, 60));
    }

    /// <summary>The number of the newest block when the world begins.</summary>
    public int FirstHead => Has(Fault.LateStart) ? 300 : 0;

    /// <summary>The number of the last block before everything calms down.</summary>
    public int LastBlock => FirstHead + Blocks;

    /// <summary>Choices of a part of the world that do not depend on those of the others.</summary>
    public static SeededChoice Choice(ulong seed, string part) => new SeededChoice(seed).Apart(part);

    /// <summary>Choices of a part of this world.</summary>
    public SeededChoice Choice(string part) => Choice(Seed, part);

    /// <summary>Whether this can go wrong.</summary>
    public bool Has(Fault fault) => (Faults & fault) != 0;

    /// <summary>How often it goes wrong: from one in 500 to one in five, evenly by order of magnitude.</summary>
    public double Rate(Fault fault) =>
        Has(fault) ? 0.002 * Math.Pow(100, Choice($"rate {fault}").Fraction()) : 0;
}
