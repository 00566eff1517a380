using Kwala.Bench.Stores;

namespace Kwala.Bench.Scenarios.Local;

/// <summary>The scenarios that this runtime alone has.</summary>
internal static class RuntimeScenarios
{
    public static IReadOnlyList<IScenario> All { get; } = [new Simulate(), new BenchPeople()];

    /// <summary>Whether grains may run in several processes.</summary>
    public static bool HasSilos => false;

    /// <summary>Who else keeps grain states in PostgreSQL on this runtime: nobody.</summary>
    public static Task<Contender?> Rival(string server, CancellationToken cancellationToken) =>
        Task.FromResult<Contender?>(null);
}
