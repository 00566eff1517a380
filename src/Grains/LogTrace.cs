using System.Diagnostics;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Grains;

/// <summary>
/// One trace per log, whatever lies between the log and a delivery: a turn, a retry tomorrow, another process. The
/// ids of the trace follow from the log's correlation id, so that nothing has to be kept or handed on for it.
/// </summary>
internal static class LogTrace
{
    /// <summary>The tag that holds the log's id, on spans and on links to them.</summary>
    public const string CorrelationTag = "kwala.correlation_id";

    /// <summary>Begins an activity in the log's trace; null where nobody listens.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">Its role.</param>
    /// <param name="correlationId">The log's id.</param>
    /// <param name="since">When it began; default for now.</param>
    /// <param name="cause">A span of another trace that led to it, as a traceparent; null for none.</param>
    public static Activity? Start(
        string name,
        ActivityKind kind,
        string correlationId,
        DateTimeOffset since = default,
        string? cause = null) =>
        GrainsInstruments.Source.HasListeners()
            ? GrainsInstruments.Source
                .StartActivity(name, kind, Of(correlationId), links: LinksTo(cause), startTime: since)
                ?.SetTag(CorrelationTag, correlationId)
            : null;

    /// <summary>The trace of a log, as the context of a span that nobody records.</summary>
    public static ActivityContext Of(string correlationId)
    {
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(Encoding.UTF8.GetBytes(correlationId)).CopyTo(hash);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash[..16]),
            ActivitySpanId.CreateFromBytes(hash[16..24]),
            ActivityTraceFlags.Recorded,
            isRemote: true);
    }

    private static ActivityLink[]? LinksTo(string? cause) =>
        ActivityContext.TryParse(cause, traceState: null, isRemote: true, out var context)
            ? [new ActivityLink(context)]
            : null;
}
