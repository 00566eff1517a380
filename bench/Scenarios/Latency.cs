using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Bench.Chain;
using Kwala.Bench.House;
using Kwala.Ports.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// From a block at the node to the message in the channel's hands, by polling: one event alone in its block, and 20
/// crossings among 1,000 events. The clock starts when the node answers that it has mined the block; how long mining
/// took, and what the bare eth_getLogs of the same block takes, stand beside it.
/// </summary>
internal sealed class Latency : IScenario
{
    private const int WarmingRounds = 20;

    private static readonly BigInteger Safe = 2 * BigInteger.Pow(10, 18), Breached = BigInteger.Pow(10, 18);

    public string Name => "latency";

    public string Purpose =>
        "block at the node (anvil) to hand-off to the channel: --rpc URL [--rounds N --poll TIME --folder DIR]";

    public IReadOnlyList<string> Options => ["rpc", "rounds", "poll", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        using var node = new Node(arguments.Url("rpc"));
        var folder = Deployment.FolderOf(arguments);
        var lending = await Lending.Deploy(node, cancellationToken);
        var channel = new TimedChannel();
        var settings = new Dictionary<string, string?>
        {
            ["Kwala:Chains:0:Name"] = "bench",
            ["Kwala:Chains:0:Id"] = (await node.Chain(cancellationToken)).Value,
            ["Kwala:Chains:0:Rpc:0"] = arguments.Url("rpc"),
            ["Kwala:Chains:0:PollInterval"] = arguments.Text("poll") ?? "00:00:00.002",
            ["Kwala:Grains:FromBlock:bench"] =
                (await node.Head(cancellationToken)).ToString(CultureInfo.InvariantCulture),
        };
        await node.Call("evm_setAutomine", cancellationToken, false);
        try
        {
            await using var house = await Deployment.Start(
                folder, BenchWorkflow.To(channel.Name), settings, services => services.AddSingleton<IChannel>(channel));
            var run = new Blocks(node, lending, channel);
            report.Line(await Measure(run, 1, 1, arguments.Number("rounds", 200), folder, cancellationToken));
            report.Line(await Measure(run, 1000, 20, arguments.Number("rounds", 200) / 2, folder, cancellationToken));
        }
        finally
        {
            await node.Call("evm_setAutomine", CancellationToken.None, true);
        }
    }

    private static async Task<JsonObject> Measure(
        Blocks run, int events, int crossing, int rounds, string folder, CancellationToken cancellationToken)
    {
        for (var round = 0; round < WarmingRounds; round++)
            await run.Block(events, crossing, cancellationToken);
        List<TimeSpan> handOffs = [], lasts = [], mined = [], bares = [];
        for (var round = 0; round < rounds; round++)
        {
            var (mining, arrivals, bare) = await run.Block(events, crossing, cancellationToken);
            handOffs.AddRange(arrivals);
            lasts.Add(arrivals.Max());
            mined.Add(mining);
            bares.Add(bare);
        }

        return new JsonObject
        {
            ["eventsPerBlock"] = events,
            ["crossingPerBlock"] = crossing,
            ["blocks"] = rounds,
            ["handOffMillisecondsP50"] = Quantiles.Milliseconds(handOffs, 0.5),
            ["handOffMillisecondsP99"] = Quantiles.Milliseconds(handOffs, 0.99),
            ["lastHandOffOfBlockMillisecondsP50"] = Quantiles.Milliseconds(lasts, 0.5),
            ["bareGetLogsMillisecondsP50"] = Quantiles.Milliseconds(bares, 0.5),
            ["bareGetLogsMillisecondsP99"] = Quantiles.Milliseconds(bares, 0.99),
            ["overBareMillisecondsP50"] =
                Math.Round(Quantiles.Milliseconds(handOffs, 0.5) - Quantiles.Milliseconds(bares, 0.5), 3),
            ["overBareMillisecondsP99"] =
                Math.Round(Quantiles.Milliseconds(handOffs, 0.99) - Quantiles.Milliseconds(bares, 0.99), 3),
            ["miningMillisecondsP50"] = Quantiles.Milliseconds(mined, 0.5),
            ["diskFlushMillisecondsP50"] = Quantiles.Milliseconds(Disk.Flushes(folder), 0.5),
            ["diskFlushMillisecondsP99"] = Quantiles.Milliseconds(Disk.Flushes(folder), 0.99),
        };
    }

    /// <summary>Mines blocks one after the other; every crossing is by a wallet that never crossed before.</summary>
    private sealed class Blocks(Node node, Lending lending, TimedChannel channel)
    {
        private const int SafeWallets = 10_000;

        private readonly Random _random = new(42);
        private int _fresh = SafeWallets;

        public async Task<(TimeSpan Mining, TimeSpan[] HandOffs, TimeSpan Bare)> Block(
            int events, int crossing, CancellationToken cancellationToken)
        {
            var reports = new List<(int, BigInteger)>(events);
            for (var index = 0; index < events; index++)
                reports.Add(index % (events / crossing) == 0
                    ? (_fresh++, Breached)
                    : (_random.Next(SafeWallets), Safe));
            foreach (var part in reports.Chunk(Lending.EventsPerTransaction))
                await lending.Report(part, cancellationToken);
            var asked = Stopwatch.GetTimestamp();
            await node.Call("evm_mine", cancellationToken);
            var mined = Stopwatch.GetTimestamp();
            var arrivals = await channel.Next(crossing, cancellationToken);
            return (
                Stopwatch.GetElapsedTime(asked, mined),
                [.. arrivals.Select(arrival => Stopwatch.GetElapsedTime(mined, arrival))],
                await Bare(cancellationToken));
        }

        private async Task<TimeSpan> Bare(CancellationToken cancellationToken)
        {
            JsonElement block = await node.Call("eth_getBlockByNumber", cancellationToken, "latest", false);
            var started = Stopwatch.GetTimestamp();
            await node.Transfer(
                "eth_getLogs", cancellationToken, new { blockHash = block.GetProperty("hash").GetString() });
            return Stopwatch.GetElapsedTime(started);
        }
    }
}
