using Kwala.Bench.Scenarios;

namespace Kwala.Bench;

/// <summary>The command line: a scenario and its options.</summary>
internal static class BenchCommand
{
    /// <summary>What can be measured, in the order in which it is listed.</summary>
    public static IReadOnlyList<IScenario> Scenarios { get; } =
    [
        new Decide(), new BacktestFile(), new Ingest(), new Latency(), new Fill(), new Calls(), new Memory(),
        new StoreRates(), new Hot(), new ClusterIngest(), new Wake(), new Rollback(), .. RuntimeScenarios.All,
    ];

    /// <summary>
    /// Runs a scenario. Zero for measured, 1 where the node does not answer or what was run did not hold, 2 for what
    /// cannot be run as typed.
    /// </summary>
    /// <param name="words">What was typed.</param>
    /// <param name="output">Where the figures go, one JSON object per line.</param>
    /// <param name="errors">Where everything else goes.</param>
    /// <param name="cancellationToken">Ends the measuring.</param>
    public static async Task<int> Run(
        string[] words, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (Scenarios.FirstOrDefault(scenario => scenario.Name == words.FirstOrDefault()) is not { } chosen)
        {
            await errors.WriteLineAsync("usage: bench SCENARIO [OPTIONS]");
            foreach (var scenario in Scenarios)
                await errors.WriteLineAsync($"  {scenario.Name,-8} {scenario.Purpose}");
            return 2;
        }

        try
        {
            var arguments = new Arguments(words.AsSpan(1), chosen.Options);
            var report = new Report(chosen.Name, output, errors);
            await chosen.Run(arguments, report, cancellationToken);
            return report.Status;
        }
        catch (UsageException mistake)
        {
            await errors.WriteLineAsync($"{mistake.Message}\n  {chosen.Name,-8} {chosen.Purpose}");
            return 2;
        }
        catch (HttpRequestException silent)
        {
            await errors.WriteLineAsync($"The node does not answer: {silent.Message}");
            return 1;
        }
    }
}
