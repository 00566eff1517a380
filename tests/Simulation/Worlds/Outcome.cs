namespace Kwala.Simulation.Worlds;

/// <summary>What came of one run.</summary>
/// <param name="Plan">The world.</param>
/// <param name="Broken">The promise that was broken and how; null where all were kept.</param>
/// <param name="TraceHash">Of every step and all that happened: the same for one seed in any process.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Time">How much virtual time passed.</param>
/// <param name="Processes">How many processes lived.</param>
/// <param name="Faults">How often each kind of fault fell.</param>
internal sealed record Outcome(
    WorldPlan Plan,
    string? Broken,
    string TraceHash,
    long Steps,
    TimeSpan Time,
    int Processes,
    SortedDictionary<Fault, int> Faults);
