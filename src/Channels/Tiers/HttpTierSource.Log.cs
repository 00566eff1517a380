using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Tiers;

internal sealed partial class HttpTierSource
{
    [LoggerMessage(1, LogLevel.Warning, "{Host} says no tiers, the last known ones count: {Reason}")]
    private partial void LogAway(string host, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Host} says tiers again.")]
    private partial void LogBack(string host);
}
