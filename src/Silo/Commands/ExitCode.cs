namespace Kwala.Silo.Commands;

/// <summary>What a command's exit status says.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Done = 0;

    /// <summary>It ran and found or met something wrong.</summary>
    public const int Failed = 1;

    /// <summary>It could not start with what it was given: arguments, configuration, files, ports.</summary>
    public const int BadUsage = 2;
}
