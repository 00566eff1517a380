using Microsoft.Extensions.Options;

namespace Kwala.Silo.Commands;

/// <summary>Turns what stops a start into lines that say how to put it right: every mistake at once.</summary>
internal static class StartFailure
{
    public static async Task<int> Report(Func<Task> run)
    {
        try
        {
            await run();
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
        catch (Exception failure)
        {
            var mistakes = Mistakes(failure).ToArray();
            if (mistakes.Length == 0)
            {
                Console.Error.WriteLine($"Stopped: {failure.Message}");
                return ExitCode.Failed;
            }

            Console.Error.WriteLine($"The configuration has {mistakes.Length} mistake(s); nothing was started:");
            foreach (var mistake in mistakes)
                Console.Error.WriteLine($"  {mistake}");
            return ExitCode.BadUsage;
        }
    }

    private static IEnumerable<string> Mistakes(Exception failure) => failure switch
    {
        OptionsValidationException options => options.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(Mistakes),
        _ => [],
    };
}
