using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>Says when something goes wrong, and nothing does while it is calm.</summary>
internal sealed class FaultDice(WorldPlan plan)
{
    private readonly Dictionary<Fault, (double Rate, SeededChoice Choice)> _faults = WorldPlan.Kinds.ToDictionary(
        fault => fault, fault => (plan.Rate(fault), plan.Choice($"dice {fault}")));

    /// <summary>Whether nothing goes wrong for now.</summary>
    public bool Calm { get; set; } = true;

    /// <summary>How often each kind went wrong.</summary>
    public SortedDictionary<Fault, int> Counts { get; } = [];

    /// <summary>Whether it goes wrong this time.</summary>
    public bool Falls(Fault fault, double times = 1)
    {
        var (rate, choice) = _faults[fault];
        if (Calm || rate == 0 || !choice.Chance(Math.Min(0.9, rate * times)))
            return false;
        Counts[fault] = Counts.GetValueOrDefault(fault) + 1;
        return true;
    }

    /// <summary>The choices that go with a fault.</summary>
    public SeededChoice Of(Fault fault) => _faults[fault].Choice;
}
