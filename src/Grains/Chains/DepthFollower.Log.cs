using Kwala.Core.Evm;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

internal sealed partial class DepthFollower
{
    [LoggerMessage(LogLevel.Critical, "{Chain} at depth {Confirmations} is not followed any more: {Reason}")]
    private static partial void LogHalted(ILogger logger, ChainId chain, int confirmations, string reason);

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations} is held up: {Obstacle}")]
    private static partial void LogHeldUp(ILogger logger, ChainId chain, int confirmations, string obstacle);

    [LoggerMessage(
        LogLevel.Error, "{Chain} at depth {Confirmations}: the step at block {Block} failed and is repeated.")]
    private static partial void LogStepFailed(
        ILogger logger, Exception failure, ChainId chain, int confirmations, long block);

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations}: {Blocks} blocks up to {Top} were replaced.")]
    private static partial void LogReorg(ILogger logger, ChainId chain, int confirmations, int blocks, long top);

    [LoggerMessage(LogLevel.Warning, "{Chain}: log {LogIndex} of {Transaction} cannot be decoded: {Problem}")]
    private static partial void LogUndecodable(
        ILogger logger, ChainId chain, Bytes32 transaction, int logIndex, string problem);
}
