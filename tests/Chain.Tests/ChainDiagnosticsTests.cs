using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Kwala.Chain.Tests.Feed;
using Kwala.Ports.Chain;
using static Kwala.Chain.Tests.Feed.Lending;

namespace Kwala.Chain.Tests;

/// <summary>What reading a chain says of itself.</summary>
public sealed class ChainDiagnosticsTests
{
    private const string OfChain = "chain=eip155:31337";
    private const string OfNode = "server.address=node.example";

    // A listener hears every feed of the process; only what this test's own calls led to counts.
    private static readonly AsyncLocal<ConcurrentQueue<(string Name, double Value, string Tags)>?> Heard = new();

    private readonly FakeChain _chain = new();

    [Fact]
    public async Task Requests_blocks_logs_reorgs_and_misses_are_measured_by_chain_and_host()
    {
        using var listener = Listen();
        var heard = Heard.Value = new();
        var node = new FakeNode(_chain);
        var feed = FeedOver(node);
        _chain.Mine(1, n => [Log(1, n), Log(2, n) with { Data = [1] }]);

        node.Twist = (method, _, honest) => method == "eth_getLogs" ? new JsonArray() : honest;
        Assert.IsType<FeedStep.NotYet>(await feed.Read(Genesis, Query, 0, CancellationToken.None));
        node.Twist = null;
        var (at, _) = await ReadAll(feed, Genesis);
        node.Refuse = (_, _) => (-32000, "not today");
        Assert.IsType<FeedStep.NotYet>(await feed.Read(at, Query, 0, CancellationToken.None));
        node.Refuse = null;
        _chain.Reorganise(depth: 1, count: 2);
        Assert.IsType<FeedStep.RolledBack>(await feed.Read(at, Query, 0, CancellationToken.None));

        Assert.Equal(1, Sum("kwala.chain.silent_misses", OfChain));
        Assert.Equal(2, Sum("kwala.chain.blocks", OfChain));
        Assert.Equal(1, Sum("kwala.chain.logs", $"{OfChain} decoded=True"));
        Assert.Equal(1, Sum("kwala.chain.logs", $"{OfChain} decoded=False"));
        Assert.Equal(1, Sum("kwala.chain.blocks.orphaned", OfChain));
        Assert.Equal(0, heard.Last(it => it.Name == "kwala.chain.head.distance" && it.Tags == OfChain).Value);
        Assert.Contains(heard, it => it.Name == "kwala.chain.request.duration"
            && it.Tags == $"{OfNode} rpc.method=eth_getLogs");
        Assert.Contains(heard, it => it.Name == "kwala.chain.request.failures"
            && it.Tags.StartsWith(OfNode, StringComparison.Ordinal)
            && it.Tags.Contains("error.type=", StringComparison.Ordinal));
        Assert.DoesNotContain(heard, it => it.Tags.Contains(FakeNode.Key, StringComparison.Ordinal));

        double Sum(string name, string tags) =>
            heard.Where(it => it.Name == name && it.Tags == tags).Sum(it => it.Value);
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Meter.Name == ChainDiagnostics.Name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((it, value, tags, _) => Hear(it, value, tags));
        listener.SetMeasurementEventCallback<double>((it, value, tags, _) => Hear(it, value, tags));
        listener.Start();
        return listener;
    }

    private static void Hear(Instrument it, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Heard.Value?.Enqueue(
            (it.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
