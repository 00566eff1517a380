using System.CommandLine;

namespace Kwala.Silo.Commands;

/// <summary>Runs what the command line asks for.</summary>
internal static class CommandLine
{
    /// <summary>
    /// How long a stop may take: the host gives what is under way 30 seconds to end, the command waits a little longer.
    /// </summary>
    public static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(35);

    /// <summary>
    /// The process's exit status. What is wrong with the command line is told on stderr, never on stdout.
    /// </summary>
    public static async Task<int> Invoke(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        var isUnderstood = parsed.Errors.Count == 0;
        var status = await parsed.InvokeAsync(new InvocationConfiguration
        {
            ProcessTerminationTimeout = EndingTime,
            Output = isUnderstood ? Console.Out : Console.Error,
            EnableDefaultExceptionHandler = false,
        });
        return isUnderstood ? status : ExitCode.BadUsage;
    }
}
