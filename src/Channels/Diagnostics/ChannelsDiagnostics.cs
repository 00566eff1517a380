using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kwala.Channels.Diagnostics;

/// <summary>The names of what the channels measure and trace.</summary>
public static class ChannelsDiagnostics
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Kwala.Channels";

    /// <summary>
    /// An activity per send: <c>channel.send</c>, with the tags below and <see cref="CorrelationTag"/>.
    /// </summary>
    internal const string SendActivity = "channel.send";

    internal const string ChannelTag = "kwala.channel";
    internal const string OutcomeTag = "kwala.outcome";
    internal const string CorrelationTag = "kwala.correlation_id";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>
    /// How long one attempt took, in seconds, by channel and outcome; its count is the number of sends.
    /// </summary>
    internal static readonly Histogram<double> SendDuration = Meter.CreateHistogram<double>(
        "kwala.channels.send.duration", "s", "Duration of one attempt to send.");
}
