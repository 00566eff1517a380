namespace Kwala.Bench.Scenarios.Local;

/// <summary>The scenarios that this runtime alone has.</summary>
internal static class RuntimeScenarios
{
    public static IReadOnlyList<IScenario> All { get; } = [new Simulate()];
}
