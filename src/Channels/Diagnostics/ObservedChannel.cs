using System.Diagnostics;
using Kwala.Channels.Secrets;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Diagnostics;

/// <summary>
/// Around every channel: traces, measures and logs each attempt, and keeps the promise that a send throws nothing but
/// cancellation. What a channel did not foresee counts as unknown, since nobody can say what had left by then.
/// </summary>
internal sealed partial class ObservedChannel(
    IChannel inner, SecretScrubber scrubber, TimeProvider time, ILogger<ObservedChannel> logger) : IChannel
{
    public ChannelName Name => inner.Name;

    public bool CollapsesByKey => inner.CollapsesByKey;

    public Markup Markup => inner.Markup;

    public bool NeedsAddress => inner.NeedsAddress;

    public bool TellsWhoLeft => inner.TellsWhoLeft;

    public SendLimit? Limit => inner.Limit;

    public AddressCheck Check(string address) => inner.Check(address);

    public async Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        using var activity = ChannelsDiagnostics.Source.StartActivity(
            ChannelsDiagnostics.SendActivity, ActivityKind.Client);
        activity?.SetTag(ChannelsDiagnostics.ChannelTag, Name.Value);
        activity?.SetTag(ChannelsDiagnostics.CorrelationTag, message.CorrelationId);
        var start = time.GetTimestamp();
        var outcome = await SendOrExplain(message, cancellationToken);
        var kind = outcome.GetType().Name;
        activity?.SetTag(ChannelsDiagnostics.OutcomeTag, kind);
        ChannelsDiagnostics.SendDuration.Record(
            time.GetElapsedTime(start).TotalSeconds,
            new(ChannelsDiagnostics.ChannelTag, Name.Value),
            new(ChannelsDiagnostics.OutcomeTag, kind));
        LogSend(Name, message.Key, message.CorrelationId, kind, ReasonOf(outcome));
        return outcome;
    }

    private async Task<SendOutcome> SendOrExplain(OutboundMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.Send(message, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception unforeseen)
        {
            return new SendOutcome.Unknown(
                scrubber.Reason($"Unforeseen {unforeseen.GetType().Name}: {unforeseen.Message}"));
        }
    }

    private static string ReasonOf(SendOutcome outcome) => outcome.Match(
        delivered => delivered.ProviderReference ?? "",
        throttled => $"retry after {throttled.RetryAfter}",
        gone => gone.Reason,
        rejected => rejected.Reason,
        unreachable => unreachable.Reason,
        unknown => unknown.Reason);
}
