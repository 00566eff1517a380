using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Telegram;

internal sealed partial class TelegramPoller
{
    [LoggerMessage(1, LogLevel.Warning, "Telegram gave no updates: {Reason}")]
    private partial void LogPollFailed(string reason);

    [LoggerMessage(2, LogLevel.Information, "Another process polls this bot; standing by.")]
    private partial void LogStandBy();

    [LoggerMessage(3, LogLevel.Warning, "What was done in a chat could not be stored (attempt {Attempt}): {Reason}")]
    private partial void LogBindFailed(int attempt, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The owner was not answered: {Reason}")]
    private partial void LogNotAnswered(string reason);
}
