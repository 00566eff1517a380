using Kwala.Core.Workflows;

namespace Kwala.Silo.Workflows;

internal sealed partial class WorkflowFolderWatch
{
    [LoggerMessage(LogLevel.Information, "{Count} workflows of {Folder} are live.")]
    private static partial void LogSynced(ILogger logger, int count, string folder);

    [LoggerMessage(LogLevel.Error, "{Mistake} The last good version of this workflow stays live.")]
    private static partial void LogMistake(ILogger logger, WorkflowMistake mistake);

    [LoggerMessage(LogLevel.Warning, "The workflows of {Folder} could not be put; trying again.")]
    private static partial void LogNotSynced(ILogger logger, Exception failure, string folder);
}
