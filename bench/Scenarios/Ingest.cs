using System.Text.Json.Nodes;
using Kwala.Bench.Chain;
using Kwala.Bench.House;
using Kwala.Ports.Chain;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// Events to durable decisions through the whole house: listener, wallets, SQLite on disk with full flushes. A crossing
/// is an episode that opens (and is told to the inbox where the blocks are live) or closes: each is a saved wallet.
/// </summary>
internal sealed class Ingest : IScenario
{
    public string Name => "ingest";

    public string Purpose =>
        "events to durable decisions [--wallets N --events N --crossing PERCENT --live 0|1 --per-block N --blocks N "
        + "--folder DIR] or from a node: --rpc URL [--workflow FILE --rounds N --folder DIR]";

    public IReadOnlyList<string> Options =>
        ["wallets", "events", "crossing", "live", "per-block", "blocks", "folder", "rpc", "workflow", "rounds"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        if (arguments.Text("rpc") is not null)
        {
            await IngestFromNode.Run(arguments, report, cancellationToken);
            return;
        }

        int[] shares = arguments.Text("crossing") is null ? [2, 100] : [arguments.Number("crossing", 2)];
        foreach (var share in shares)
        {
            // Where every event is saved, a tenth of them says as much.
            var events = arguments.Number("events", share > 10 ? 100_000 : 1_000_000);
            report.Line(await Measure(
                Deployment.FolderOf(arguments),
                new SyntheticChain(
                    arguments.Number("wallets", 100_000),
                    events,
                    EventsPerBlock: arguments.Number("per-block", 500),
                    BlocksPerStep: arguments.Number("blocks", 16),
                    share,
                    Live: arguments.Number("live", 0) == 1),
                cancellationToken));
        }
    }

    private static async Task<JsonObject> Measure(
        string folder, SyntheticChain chain, CancellationToken cancellationToken)
    {
        var feed = new SyntheticFeed(chain, TimeProvider.System);
        await using var house = await Deployment.Start(
            folder, BenchWorkflow.Yaml, [], services => services.AddSingleton<IChainFeeds>(feed));
        await feed.Began.WaitAsync(cancellationToken);
        using var usage = new Usage();
        await feed.Passed.WaitAsync(cancellationToken);
        usage.Stop();
        var figures = usage.Figures(chain.Events);
        figures["wallets"] = chain.Wallets;
        figures["crossingPercent"] = chain.CrossingPercent;
        figures["live"] = chain.Live;
        figures["diskFlushMillisecondsP50"] = Quantiles.Milliseconds(Disk.Flushes(folder), 0.5);
        return figures;
    }
}
