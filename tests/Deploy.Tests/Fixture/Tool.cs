using System.Diagnostics;

namespace Kwala.Deploy.Tests.Fixture;

/// <summary>A program of the machine, such as kubectl or promtool.</summary>
internal static class Tool
{
    /// <summary>Null where it can be run; else why not, for <c>Skip.If</c>.</summary>
    public static string? MissingReason(string program) =>
        OnPath(program) is null ? $"{program} is not on the PATH: install it to run this test." : null;

    /// <summary>What it prints, both ways, and how it ends.</summary>
    public static async Task<(int Status, string Output)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(OnPath(program)!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var running = Process.Start(start)!;
        var output = running.StandardOutput.ReadToEndAsync();
        var errors = running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        return (running.ExitCode, await output + await errors);
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);
}
