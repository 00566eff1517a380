namespace Kwala.Silo.Commands;

/// <summary>What a command's exit status says.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Done = 0;

    /// <summary>It ran and found or met something wrong.</summary>
    public const int Failed = 1;

    /// <summary>It was asked for something impossible: arguments or configuration.</summary>
    public const int BadUsage = 2;

    /// <summary>Says on stderr what is wrong with the request.</summary>
    public static int Usage(string message)
    {
        Console.Error.WriteLine(message);
        return BadUsage;
    }
}
