using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// The spans of following a chain: <c>follow</c> for a step, below it the requests to nodes and <c>hand on</c>. A step
/// reads many logs, each with a trace of its own (<see cref="LogTrace"/>): its span links to them, and a decision links
/// back to the <c>hand on</c> that led to it. No span is per log. What is read ahead stands under the step before.
/// Nothing is made where nobody listens.
/// </summary>
internal static class StepTrace
{
    // What OpenTelemetry keeps of a span's links by default (OTEL_SPAN_LINK_COUNT_LIMIT). Catching up reads many more.
    private const int LinksMax = 128;

    /// <summary>The current span as a traceparent, to be handed on; null where nobody listens.</summary>
    public static string? Here => GrainsInstruments.Source.HasListeners() ? Activity.Current?.Id : null;

    /// <summary>Begins the span of a step.</summary>
    public static Activity? Start(ChainId chain, int confirmations)
    {
        if (!GrainsInstruments.Source.HasListeners())
            return null;
        // Whoever happened to start the listener, a request for one, is not the parent of its steps.
        Activity.Current = null;
        return GrainsInstruments.Source.StartActivity("follow", ActivityKind.Consumer)
            ?.SetTag("kwala.chain", chain.Value).SetTag("kwala.confirmations", confirmations);
    }

    /// <summary>Tells in the span of the step what the chain gave.</summary>
    public static void Read(FeedStep step)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span || span.Source != GrainsInstruments.Source)
            return;
        span.SetTag("kwala.step", step.GetType().Name);
        if (step is not FeedStep.Advanced advanced)
            return;
        span.SetTag("kwala.block.from", advanced.FromBlock).SetTag("kwala.block.to", advanced.ToBlock)
            .SetTag("kwala.logs", advanced.Logs.Length);
        LinkToLogs(span, advanced);
    }

    /// <summary>Begins the span in which wallets are told.</summary>
    public static Activity? HandOn(int wallets) =>
        GrainsInstruments.Source.StartActivity("hand on")?.SetTag("kwala.wallets", wallets);

    private static void LinkToLogs(Activity span, FeedStep.Advanced step)
    {
        // A log that several workflows listen to is there once for each of them.
        var ids = step.Logs.Select(log => SignalMaker.SourceOf(log, step.To.Chain).CorrelationId).Distinct();
        foreach (var id in ids.Take(LinksMax))
            span.AddLink(new ActivityLink(
                LogTrace.Of(id), new ActivityTagsCollection { [LogTrace.CorrelationTag] = id }));
    }
}
