using System.Net.Sockets;
using Kwala.Ports.Storage;
using Kwala.Silo.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Kwala.Silo.Commands;

/// <summary>
/// Runs a command and turns what ends it into an exit status, and into lines on stderr that say how to put it right:
/// every mistake at once, no stack trace, no secret.
/// </summary>
internal static class StartFailure
{
    public static async Task<int> Report(Func<Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run();
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (Exception failure) when (StandardOutput.WasClosed(failure))
        {
            // Whoever read the output has seen enough.
            return ExitCode.Done;
        }
        catch (Exception failure)
        {
            var mistakes = Mistakes(failure).Distinct().ToArray();
            if (mistakes.Length == 0)
            {
                Console.Error.WriteLine($"Stopped: {failure.Message}");
                return ExitCode.Failed;
            }

            Console.Error.WriteLine(
                mistakes.Length == 1 ? "It cannot start:" : $"It cannot start, for {mistakes.Length} reasons:");
            foreach (var mistake in mistakes)
                Console.Error.WriteLine($"  {mistake}");
            return ExitCode.BadUsage;
        }
    }

    private static IEnumerable<string> Mistakes(Exception failure) => failure switch
    {
        CannotStartException refused => refused.Mistakes,
        OptionsValidationException options => options.Failures,
        StorageException { Fault: StorageFault.InUse or StorageFault.Unreadable or StorageFault.Unreachable } store =>
            [store.Message],
        IOException { InnerException: AddressInUseException } =>
            [$"urls: {failure.Message} Stop what listens there, or give another address."],
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            [$"urls: {failure.Message}. Give an address of this machine and a port that this user may open."],
        AggregateException several => several.InnerExceptions.SelectMany(Mistakes),
        _ => [],
    };
}
