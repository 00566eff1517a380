namespace Kwala.Bench.Scenarios.Cluster;

/// <summary>The scenarios that this runtime alone has: worlds are simulated on the other one.</summary>
internal static class RuntimeScenarios
{
    public static IReadOnlyList<IScenario> All { get; } = [];
}
