using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kwala.Bench.Chain;
using Kwala.Bench.House;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// The same from a node's eth_getLogs, and next to it the bare transfer of the same ranges: asked one after the other,
/// the bytes read and not looked at. Several rounds, each from an empty store; the first one also compiles.
/// </summary>
internal static partial class IngestFromNode
{
    public static async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        using var node = new Node(arguments.Url("rpc"));
        var yaml = arguments.FileText("workflow") ?? BenchWorkflow.Yaml;
        var topic = TopicOf(yaml);
        var (chain, head) = (await node.Chain(cancellationToken), await node.Head(cancellationToken));
        List<double> shares = [], ours = [], bares = [];
        JsonObject figures = [];
        for (var round = 0; round < arguments.Number("rounds", 5); round++)
        {
            var folder = Deployment.FolderOf(arguments);
            var settings = Settings(arguments.Url("rpc"), chain, ChainName().Match(yaml).Groups[1].Value);
            var (one, steps) = await Measure(folder, yaml, settings, head, cancellationToken);
            var bare = await Bare(node, topic, steps, cancellationToken);
            var events = steps.Sum(step => step.Logs);
            ours.Add((double)one["eventsPerSecond"]!);
            bares.Add(events / bare.TotalSeconds);
            shares.Add(ours[^1] / bares[^1]);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {ours[^1]:f0} of {bares[^1]:f0}, share {shares[^1]:f2}"));
            figures = one;
        }

        figures["blocks"] = head + 1;
        figures["rounds"] = ours.Count;
        figures["firstRoundEventsPerSecond"] = Math.Round(ours[0]);
        figures["eventsPerSecond"] = Math.Round(Median(ours));
        figures["bareLogsPerSecond"] = Math.Round(Median(bares));
        figures["share"] = Math.Round(Median(shares), 3);
        figures["peakResidentMiB"] = Usage.PeakResidentMiB;
        report.Line(figures);
    }

    private static async Task<(JsonObject Figures, (long From, long To, int Logs)[] Steps)> Measure(
        string folder,
        string yaml,
        Dictionary<string, string?> settings,
        long head,
        CancellationToken cancellationToken)
    {
        await using var house = await Deployment.Start(folder, yaml, settings, services => Watch(services, head));
        var feeds = (WatchedFeeds)house.Services.GetRequiredService<IChainFeeds>();
        await feeds.Began.WaitAsync(cancellationToken);
        using var usage = new Usage();
        await feeds.Passed.WaitAsync(cancellationToken);
        usage.Stop();
        var steps = feeds.Steps.Where(step => step.From <= head).ToArray();
        var figures = usage.Figures(steps.Sum(step => step.Logs));
        figures["steps"] = steps.Length;
        figures["secondsWaitingForNode"] = Math.Round(Stopwatch.GetElapsedTime(0, feeds.WaitedTicks).TotalSeconds, 3);
        return (figures, steps);
    }

    // What the chain part registered, behind a watch.
    private static void Watch(IServiceCollection services, long head)
    {
        var real = services.Last(service => service.ServiceType == typeof(IChainFeeds));
        services.AddSingleton<IChainFeeds>(provider => new WatchedFeeds(
            (IChainFeeds)(real.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)),
            head));
    }

    private static Dictionary<string, string?> Settings(string rpc, ChainId chain, string name) => new()
    {
        ["Kwala:Chains:0:Name"] = name,
        ["Kwala:Chains:0:Id"] = chain.Value,
        ["Kwala:Chains:0:Rpc:0"] = rpc,
        ["Kwala:Chains:0:PollInterval"] = "00:00:00.010",
        [$"Kwala:Grains:FromBlock:{name}"] = "0",
    };

    private static async Task<TimeSpan> Bare(
        Node node, string topic, (long From, long To, int Logs)[] steps, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var (from, to, _) in steps)
            await node.Transfer(
                "eth_getLogs",
                cancellationToken,
                new { fromBlock = Node.Hex(from), toBlock = Node.Hex(to), topics = new[] { new[] { topic } } });
        return Stopwatch.GetElapsedTime(started);
    }

    private static string TopicOf(string yaml) => BenchWorkflow.Compile(yaml, ChainName().Match(yaml).Groups[1].Value)
        .Trigger.Event.Topic.ToString();

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    [GeneratedRegex(@"^\s*chain:\s*""?([^\s""]+)", RegexOptions.Multiline)]
    private static partial Regex ChainName();
}
