using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Bench.Chain;
using Kwala.Bench.House;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// Events of a node to durable decisions by processes as they are installed: silos of a cluster on PostgreSQL, or one
/// process on either store. What the processes use is counted after the first quarter of the blocks, when most of their
/// code is compiled, and then what they use when nothing happens any more.
/// </summary>
internal sealed class ClusterIngest : IScenario
{
    private const int BlocksAtOnce = 100;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100), Settling = TimeSpan.FromSeconds(3);

    public string Name => "cluster";

    public string Purpose =>
        "events to durable decisions by processes: --rpc URL [--postgres CONNECTION_STRING --silos N --joining 1 "
        + "--idle SECONDS --folder DIR]";

    public IReadOnlyList<string> Options => ["rpc", "postgres", "silos", "joining", "idle", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var rpc = arguments.Url("rpc");
        var silos = arguments.Number("silos", 0);
        if (silos > 0 && !RuntimeScenarios.HasSilos)
            throw new UsageException("--silos needs a bench that is built with -p:OrleansRuntime=Cluster.");
        if (silos > 0)
            _ = arguments.Needed("postgres");

        using var node = new Node(rpc);
        var head = await node.Head(cancellationToken);
        var settings = await Chain(node, rpc, 0, cancellationToken);
        if (arguments.Text("postgres") is not { } server)
        {
            var store = Path.Combine(Deployment.FolderOf(arguments), "kwala-bench-" + Path.GetRandomFileName());
            settings["Kwala:Sqlite:Path"] = Path.Combine(store, "kwala.db");
            Directory.CreateDirectory(store);
            report.Line(await Measure(arguments, settings, silos, node, head, database: null, cancellationToken));
            Directory.Delete(store, recursive: true);
            return;
        }

        await using var database = await Database.Migrated(server, cancellationToken);
        settings["Kwala:Postgres:ConnectionString"] = database.ConnectionString;
        report.Line(await Measure(arguments, settings, silos, node, head, database, cancellationToken));
    }

    private static async Task<JsonObject> Measure(
        Arguments arguments,
        Dictionary<string, string?> settings,
        int silos,
        Node node,
        long head,
        Database? database,
        CancellationToken cancellationToken)
    {
        var joins = arguments.Number("joining", 0) > 0;
        await using var processes = await Processes.Start(
            Deployment.FolderOf(arguments), BenchWorkflow.Yaml, settings, joins ? silos - 1 : silos);
        if (joins)
        {
            _ = await Passed(processes, head / 8, cancellationToken);
            await processes.Join();
        }

        var from = await Passed(processes, head / 4, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var before = await processes.Counted(cancellationToken);
        var to = await Passed(processes, head, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        var counted = (await processes.Counted(cancellationToken)).Since(before);
        var events = await Events(node, from, Math.Min(to, head + 1) - 1, cancellationToken);
        var figures = new JsonObject
        {
            ["silos"] = silos,
            ["store"] = database is null ? "sqlite" : "postgres",
            ["events"] = events,
            ["seconds"] = Math.Round(took.TotalSeconds, 2),
            ["eventsPerSecond"] = Math.Round(events / took.TotalSeconds),
            ["processorMicrosecondsPerEvent"] = Math.Round(counted.Processor * 1e6 / events, 2),
            ["compilingSeconds"] = Math.Round(counted.Compiling, 2),
            ["collectorPauseSeconds"] = Math.Round(counted.Paused, 2),
            ["allocatedBytesPerEvent"] = Math.Round(counted.Allocated / events),
            ["per1000Events"] = Per1000(counted, events),
        };
        if (database is not null)
            figures["fsync"] = await database.Setting("fsync", cancellationToken);
        if (arguments.Number("idle", 10) is > 0 and var idle)
            figures["idle"] = await Idle(processes, idle, cancellationToken);
        figures["sweptPerSecond"] = Rounded(await Sweep(processes, cancellationToken));
        return figures;
    }

    private static JsonObject Per1000(Counts counted, int events) => new()
    {
        ["shardCalls"] = Rounded(counted.ShardCalls * 1000 / events),
        ["messagesToSilos"] = Rounded(counted.MessagesToSilos * 1000 / events),
        ["bytesToSilos"] = Math.Round(counted.BytesToSilos * 1000 / events),
        ["messagesToClients"] = Rounded(counted.MessagesToClients * 1000 / events),
        ["roundTrips"] = Rounded(counted.RoundTrips * 1000 / events),
    };

    // The first seconds belong to the blocks before: what they left is written, and collected.
    private static async Task<JsonObject> Idle(
        Processes processes, int seconds, CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var (started, before) = (Stopwatch.GetTimestamp(), await processes.Counted(cancellationToken));
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, cancellationToken);
        var counted = (await processes.Counted(cancellationToken)).Since(before);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new JsonObject
        {
            ["processorMillisecondsPerSecond"] = Rounded(counted.Processor * 1000 / took),
            ["messagesToSilosPerSecond"] = Rounded(counted.MessagesToSilos / took),
            ["roundTripsPerSecond"] = Rounded(counted.RoundTrips / took),
        };
    }

    // Another line: every wallet with a value decides again, a page after the other.
    private static async Task<double> Sweep(Processes processes, CancellationToken cancellationToken)
    {
        await processes.Rewrite(text => text.Replace("1.30", "1.31", StringComparison.Ordinal));
        long? swept;
        while ((swept = await processes.Swept(cancellationToken)) is null or 0)
            await Task.Delay(Beat, TimeProvider.System, cancellationToken);
        var (started, first, last) = (Stopwatch.GetTimestamp(), swept.Value, swept.Value);
        var took = TimeSpan.Zero;
        while ((swept = await processes.Swept(cancellationToken)) is { } now)
        {
            if (now > last)
                (last, took) = (now, Stopwatch.GetElapsedTime(started));
            await Task.Delay(Beat, TimeProvider.System, cancellationToken);
        }

        return last > first ? (last - first) / took.TotalSeconds : 0;
    }

    private static double Rounded(double figure) => Math.Round(figure, 1);

    /// <summary>Waits until this block is decided and durable; gives the first one that is not.</summary>
    private static async Task<long> Passed(Processes processes, long block, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await processes.NextBlock(cancellationToken) is var next && next > block)
                return next;
            await Task.Delay(Beat, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<int> Events(Node node, long from, long to, CancellationToken cancellationToken)
    {
        var (topic, count) = (BenchWorkflow.Compile().Trigger.Event.Topic.ToString(), 0);
        for (var first = from; first <= to; first += BlocksAtOnce)
        {
            var logs = await node.Call(
                "eth_getLogs",
                cancellationToken,
                new
                {
                    fromBlock = Node.Hex(first),
                    toBlock = Node.Hex(Math.Min(to, first + BlocksAtOnce - 1)),
                    topics = new[] { topic },
                });
            count += logs.GetArrayLength();
        }

        return count;
    }

    /// <summary>The configuration of a node's chain as the workflow names it, from this block on.</summary>
    public static async Task<Dictionary<string, string?>> Chain(
        Node node, string rpc, long fromBlock, CancellationToken cancellationToken) => new()
        {
            ["Kwala:Chains:0:Name"] = "bench",
            ["Kwala:Chains:0:Id"] = (await node.Chain(cancellationToken)).Value,
            ["Kwala:Chains:0:Rpc:0"] = rpc,
            ["Kwala:Chains:0:PollInterval"] = "00:00:00.050",
            ["Kwala:Grains:FromBlock:bench"] = fromBlock.ToString(CultureInfo.InvariantCulture),
        };
}
