using Kwala.Core.Delivery;
using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Diagnostics;

internal sealed partial class ObservedChannel
{
    [LoggerMessage(1, LogLevel.Information, "{Channel} {Key} [{CorrelationId}]: {Outcome} {Reason}")]
    private partial void LogSend(
        ChannelName channel, string key, string correlationId, string outcome, string reason);
}
