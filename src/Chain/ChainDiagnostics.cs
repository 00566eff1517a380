using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain;

/// <summary>The names under which reading chains can be watched. Tags hold hosts, never URLs.</summary>
public static class ChainDiagnostics
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Kwala.Chain";

    private static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> RequestSeconds = Meter.CreateHistogram<double>(
        "kwala.chain.request.duration", "s", "Time of one request to a node, repeats included.");

    private static readonly Counter<long> RequestFailures = Meter.CreateCounter<long>(
        "kwala.chain.request.failures", "{request}", "Requests without a usable answer, by kind.");

    private static readonly Counter<long> LogsRead = Meter.CreateCounter<long>(
        "kwala.chain.logs", "{log}", "Logs that matched a filter, by whether they decoded.");

    private static readonly Counter<long> BlocksRead = Meter.CreateCounter<long>(
        "kwala.chain.blocks", "{block}", "Blocks read completely.");

    private static readonly Counter<long> BlocksOrphaned = Meter.CreateCounter<long>(
        "kwala.chain.blocks.orphaned", "{block}", "Blocks rolled back by a reorg.");

    private static readonly Counter<long> SilentMisses = Meter.CreateCounter<long>(
        "kwala.chain.silent_misses", "{block}", "Answers without logs that the block's bloom promised.");

    private static readonly Gauge<long> HeadDistance = Meter.CreateGauge<long>(
        "kwala.chain.head.distance", "{block}", "Blocks between the newest known block and the one read last.");

    internal static Activity? Request(string host, IReadOnlyList<RpcCall> calls) =>
        Activities.HasListeners()
            ? Activities.StartActivity($"rpc {calls[0].Method}", ActivityKind.Client)
                ?.SetTag("server.address", host).SetTag("rpc.calls", calls.Count)
            : null;

    internal static void Answered(
        Activity? request, string host, IReadOnlyList<RpcCall> calls, RpcFailure? failure, TimeSpan took)
    {
        if (failure is not null)
            request?.SetTag("error.type", failure.GetType().Name).SetStatus(ActivityStatusCode.Error);
        var server = new KeyValuePair<string, object?>("server.address", host);
        var method = new KeyValuePair<string, object?>("rpc.method", calls[0].Method);
        RequestSeconds.Record(took.TotalSeconds, server, method);
        if (failure is not null)
            RequestFailures.Add(1, server, method, new("error.type", failure.GetType().Name));
    }

    internal static void SilentMiss(ChainId chain) => SilentMisses.Add(1, Of(chain));

    internal static void Stepped(ChainId chain, FeedStep step)
    {
        if (step is FeedStep.RolledBack back)
            BlocksOrphaned.Add(back.Orphaned.Length, Of(chain));
        if (step is not FeedStep.Advanced advanced)
            return;
        BlocksRead.Add(advanced.ToBlock - advanced.FromBlock + 1, Of(chain));
        LogsRead.Add(advanced.Logs.Length, Of(chain), new("decoded", true));
        LogsRead.Add(advanced.Undecodable.Length, Of(chain), new("decoded", false));
        HeadDistance.Record(advanced.Head - advanced.ToBlock, Of(chain));
    }

    private static KeyValuePair<string, object?> Of(ChainId chain) => new("chain", chain.Value);
}
