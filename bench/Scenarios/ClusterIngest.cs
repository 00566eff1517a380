using System.Diagnostics;
using System.Text.Json.Nodes;
using Kwala.Bench.Chain;
using Kwala.Bench.House;
using Kwala.Storage.Postgres;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// Events of a node to durable decisions by processes as they are installed: silos of a cluster on PostgreSQL, or one
/// process on either store. What the processes use is counted after the first quarter of the blocks, when their code is
/// compiled.
/// </summary>
internal sealed class ClusterIngest : IScenario
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public string Name => "cluster";

    public string Purpose =>
        "events to durable decisions by processes: --rpc URL [--postgres CONNECTION_STRING --silos N --folder DIR]";

    public IReadOnlyList<string> Options => ["rpc", "postgres", "silos", "folder"];

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
        var settings = await Chain(node, rpc, cancellationToken);
        if (arguments.Text("postgres") is not { } server)
        {
            var store = Path.Combine(Deployment.FolderOf(arguments), "kwala-bench-" + Path.GetRandomFileName());
            settings["Kwala:Sqlite:Path"] = Path.Combine(store, "kwala.db");
            Directory.CreateDirectory(store);
            report.Line(await Measure(arguments, settings, silos, node, head, database: null, cancellationToken));
            Directory.Delete(store, recursive: true);
            return;
        }

        await using var database = await Database.Make(server, cancellationToken);
        await PostgresRegistration.Migrate(
            new PostgresOptions { ConnectionString = database.ConnectionString + ";Pooling=false" }, cancellationToken);
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
        await using var processes = await Processes.Start(
            Deployment.FolderOf(arguments), BenchWorkflow.Yaml, settings, silos);
        var from = await Passed(processes, head / 4, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var processor = Processor(processes);
        var committed = await Committed(database, cancellationToken);
        var to = await Passed(processes, head, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        processor = Processor(processes) - processor;
        committed = await Committed(database, cancellationToken) - committed;
        var events = await Events(node, from, Math.Min(to, head + 1) - 1, cancellationToken);
        var figures = new JsonObject
        {
            ["silos"] = silos,
            ["store"] = database is null ? "sqlite" : "postgres",
            ["events"] = events,
            ["seconds"] = Math.Round(took.TotalSeconds, 2),
            ["eventsPerSecond"] = Math.Round(events / took.TotalSeconds),
            ["processorSecondsPer1000Events"] = Math.Round(processor.TotalSeconds * 1000 / events, 4),
        };
        if (database is not null)
        {
            figures["transactionsPer1000Events"] = Math.Round(1000.0 * committed / events, 2);
            figures["fsync"] = await database.Setting("fsync", cancellationToken);
        }

        return figures;
    }

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

    private static TimeSpan Processor(Processes processes) =>
        processes.Silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.Processor);

    private static async Task<long> Committed(Database? database, CancellationToken cancellationToken) =>
        database is null ? 0 : await database.Transactions(cancellationToken);

    private static async Task<long> Events(Node node, long from, long to, CancellationToken cancellationToken)
    {
        var logs = await node.Call(
            "eth_getLogs",
            cancellationToken,
            new
            {
                fromBlock = Node.Hex(from),
                toBlock = Node.Hex(to),
                topics = new[] { BenchWorkflow.Compile().Trigger.Event.Topic.ToString() },
            });
        return logs.GetArrayLength();
    }

    private static async Task<Dictionary<string, string?>> Chain(
        Node node, string rpc, CancellationToken cancellationToken) => new()
        {
            ["Kwala:Chains:0:Name"] = "bench",
            ["Kwala:Chains:0:Id"] = (await node.Chain(cancellationToken)).Value,
            ["Kwala:Chains:0:Rpc:0"] = rpc,
            ["Kwala:Chains:0:PollInterval"] = "00:00:00.050",
            ["Kwala:Grains:FromBlock:bench"] = "0",
        };
}
