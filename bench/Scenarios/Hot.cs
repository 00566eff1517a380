using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Bench.Chain;
using Kwala.Bench.House;
using Kwala.Ports.Chain;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// Whether one wallet that receives half of all events slows the others (decision 19): from a new block to the durable
/// decision of the others' wallets. Three chains in turn: the others alone; as many events more, spread over the
/// others; as many more for one wallet.
/// </summary>
internal sealed class Hot : IScenario
{
    // The first of them find code to compile and wallets to activate.
    private const int WarmingBlocks = 20;

    public string Name => "hot";

    public string Purpose =>
        "new block to durable decision, beside a wallet that gets half of all events [--blocks N --every MILLISECONDS "
        + "--events N --crossing PERCENT --hot-crossing PERCENT --rounds N --folder DIR]";

    public IReadOnlyList<string> Options =>
        ["blocks", "every", "events", "crossing", "hot-crossing", "rounds", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var events = arguments.AtLeastOne("events", 500);
        var crossing = arguments.Number("crossing", 2);
        var one = new PacedChain(
            TimeSpan.FromMilliseconds(arguments.AtLeastOne("every", 250)),
            arguments.AtLeastOne("blocks", 60) + WarmingBlocks,
            events,
            HotEvents: 0,
            crossing,
            arguments.Number("hot-crossing", crossing));
        (string Name, PacedChain Chain)[] chains =
        [
            ("alone", one), ("spread", one with { Events = 2 * events }), ("hot", one with { HotEvents = events }),
        ];
        var rounds = chains.ToDictionary(it => it.Name, _ => new List<List<TimeSpan>>());
        for (var round = 0; round < arguments.AtLeastOne("rounds", 3); round++)
        {
            foreach (var (name, chain) in chains)
            {
                var times = await Measure(Deployment.FolderOf(arguments), chain, cancellationToken);
                rounds[name].Add(times);
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}, {name}: p99 {Quantiles.Milliseconds(times, 0.99)} ms"));
            }
        }

        var figures = new JsonObject
        {
            ["blocks"] = chains[0].Chain.Blocks - WarmingBlocks,
            ["everyMilliseconds"] = one.Every.TotalMilliseconds,
            ["eventsPerBlock"] = events,
            ["crossingPercent"] = crossing,
            ["hotCrossingPercent"] = one.HotCrossingPercent,
        };
        foreach (var (name, _) in chains)
            figures[name] = Of(rounds[name]);
        figures["p99OverAlone"] = Math.Round((double)figures["hot"]!["p99"]! / (double)figures["alone"]!["p99"]!, 2);
        figures["p99OverSpread"] = Math.Round((double)figures["hot"]!["p99"]! / (double)figures["spread"]!["p99"]!, 2);
        figures["diskFlushMillisecondsP99"] =
            Quantiles.Milliseconds(Disk.Flushes(Deployment.FolderOf(arguments)), 0.99);
        report.Line(figures);
    }

    // The medians of the rounds.
    private static JsonObject Of(List<List<TimeSpan>> rounds) => new()
    {
        ["decisions"] = rounds.Sum(round => round.Count),
        ["p50"] = Median(rounds, 0.5),
        ["p99"] = Median(rounds, 0.99),
    };

    private static double Median(List<List<TimeSpan>> rounds, double share) =>
        rounds.Select(round => Quantiles.Milliseconds(round, share)).Order().ElementAt(rounds.Count / 2);

    private static async Task<List<TimeSpan>> Measure(
        string folder, PacedChain chain, CancellationToken cancellationToken)
    {
        var feed = new PacedFeed(chain, TimeProvider.System);
        await using var house = await Deployment.Start(
            folder,
            BenchWorkflow.Yaml,
            [],
            services =>
            {
                services.AddSingleton<IChainFeeds>(feed);
                TimedStorage.Watch(services);
            });
        await feed.Passed.WaitAsync(cancellationToken);
        var storage = TimedStorage.Of(house.Services);
        return
        [
            .. feed.Crossings.Where(it => it.Value >= WarmingBlocks).Select(it =>
                Stopwatch.GetElapsedTime(feed.BornAt(it.Value), storage.DurableAt(it.Key)!.Value)),
        ];
    }
}
