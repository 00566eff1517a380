using System.Runtime.CompilerServices;

namespace Kwala.Silo.Tests.Fixture;

/// <summary>Files of the repository that tests read.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file of Linux that is there and cannot be read, by root neither: nothing lies at address 0.</summary>
    public const string Unreadable = "/proc/self/mem";

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Kwala.Orleans.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(here, "..", "..", "..", ".."));
    }
}
