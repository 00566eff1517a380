using Kwala.Bench.Chain;
using Kwala.Chain.Logs;
using Kwala.Core.Backtests;
using Kwala.Core.Wallets;
using Kwala.Grains.Backtests;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// A backtest over a local file, from its first byte to the report: read, decoded, decided under each threshold. The
/// file is made first; that is not measured.
/// </summary>
internal sealed class BacktestFile : IScenario
{
    private static readonly string[] Lines = ["1.30", "1.20", "1.50", "1.10"];

    public string Name => "backtest";

    public string Purpose => "a backtest over a file of logs (seconds, eventsPerSecond) "
        + "[--events N --wallets N --crossing PERCENT --thresholds 1..4 --threads N --folder DIR]";

    public IReadOnlyList<string> Options => ["events", "wallets", "crossing", "thresholds", "threads", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var chain = new SyntheticChain(
            arguments.AtLeastOne("wallets", 100_000),
            arguments.AtLeastOne("events", 1_000_000),
            EventsPerBlock: 20,
            BlocksPerStep: 500,
            arguments.Number("crossing", 2),
            Live: false);
        var thresholds = Lines[..Math.Min(Lines.Length, arguments.AtLeastOne("thresholds", 2))];
        var threads = arguments.AtLeastOne("threads", Environment.ProcessorCount);
        var folder = Directory.CreateDirectory(
            Path.Combine(arguments.Text("folder") ?? Path.GetTempPath(), $"kwala-bench-{Environment.ProcessId}"));
        try
        {
            var file = Path.Combine(folder.FullName, "logs.jsonl");
            await LogFileWriter.Write(file, chain, cancellationToken);
            var plan = BacktestPlan.Of(BenchWorkflow.Compile(), [.. thresholds], [], Preferences.Unset, null).Match(
                it => it, mistakes => throw new UsageException(string.Join('\n', mistakes)));
            using var usage = new House.Usage();
            var end = await new Backtest(plan, [], threads).Run(
                new LogFile(file, null, null), _ => { }, cancellationToken);
            usage.Stop();
            var found = end.Match(it => it, reason => throw new InvalidOperationException(reason));
            var figures = usage.Figures(chain.Events);
            figures["wallets"] = found.Scope.Wallets;
            figures["variants"] = found.Variants.Length;
            figures["threads"] = threads;
            figures["alerts"] = found.Variants[0].Alerts;
            figures["fileMiB"] = new FileInfo(file).Length / 1024 / 1024;
            report.Line(figures);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
