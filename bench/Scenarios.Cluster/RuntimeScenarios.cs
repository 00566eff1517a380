using Kwala.Bench.Stores;

namespace Kwala.Bench.Scenarios.Cluster;

/// <summary>The scenarios that this runtime alone has: worlds are simulated on the other one.</summary>
internal static class RuntimeScenarios
{
    public static IReadOnlyList<IScenario> All { get; } = [];

    /// <summary>Whether grains may run in several processes.</summary>
    public static bool HasSilos => true;

    /// <summary>Who else keeps grain states in PostgreSQL on this runtime.</summary>
    public static async Task<Contender?> Rival(string server, CancellationToken cancellationToken) =>
        await AdoNetStore.Open(server, cancellationToken);
}
