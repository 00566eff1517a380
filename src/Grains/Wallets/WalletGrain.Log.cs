using Kwala.Core.Evm;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Wallets;

internal sealed partial class WalletGrain
{
    [LoggerMessage(LogLevel.Error, "The state of {Wallet} could not be saved; nothing was sent.")]
    private static partial void LogNotSaved(ILogger logger, Exception failure, Address wallet);

    [LoggerMessage(LogLevel.Warning, "{Wallet} goes on with its outbox when the due index wakes it.")]
    private static partial void LogContinuesLater(ILogger logger, Exception failure, Address wallet);

    [LoggerMessage(LogLevel.Warning, "{Wallet} left with attempts under way; their outcomes count as unknown.")]
    private static partial void LogOutcomesLeft(ILogger logger, Exception failure, Address wallet);
}
