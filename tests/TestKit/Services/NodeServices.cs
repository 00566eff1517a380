using System.Diagnostics;
using System.Security.Cryptography;

namespace Kwala.TestKit.Services;

/// <summary>
/// The independent implementations that tests talk to, installed from <c>tests/package-lock.json</c> with <c>npm ci</c>
/// once per content of that lock file, whichever test process comes first.
/// </summary>
public static class NodeServices
{
    private static readonly Lazy<Task<string?>> Installation = new(Install);

    /// <summary>The folder <c>tests</c> of this checkout.</summary>
    public static string TestsFolder { get; } = Path.Combine(FindRoot(), "tests");

    /// <summary>
    /// Installs what is missing. Null when the services can be started, else why not: pass it to <c>Skip.If</c>.
    /// With Node present a failed installation throws: such tests must then run.
    /// </summary>
    public static Task<string?> MissingReason() => Installation.Value;

    private static async Task<string?> Install()
    {
        if (OnPath("node") is null || OnPath("npm") is null)
            return "Node.js 20 or later with npm is not on the PATH: install it to run this test.";
        var lockFile = Path.Combine(TestsFolder, "package-lock.json");
        var stampFile = Path.Combine(TestsFolder, "node_modules", ".installed-from");
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile)));
        if (IsStamped()) return null;
        using (await HoldInstallLock())
        {
            if (IsStamped()) return null;
            await RunNpmCi();
            await File.WriteAllTextAsync(stampFile, wanted);
        }
        return null;

        bool IsStamped() => File.Exists(stampFile) && File.ReadAllText(stampFile) == wanted;
    }

    private static async Task<FileStream> HoldInstallLock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(TestsFolder, "..", "artifacts"));
        var path = Path.Combine(folder.FullName, "npm-ci.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException)
            {
                // Another test process installs; the file system has no signal for its end.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    private static async Task RunNpmCi()
    {
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        var start = new ProcessStartInfo(OnPath("npm")!, arguments)
        {
            WorkingDirectory = TestsFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci in tests/ failed:\n{await output}\n{await errors}");
    }

    internal static string? OnPath(string program)
    {
        var names = OperatingSystem.IsWindows() ? new[] { program + ".exe", program + ".cmd" } : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kwala.Orleans.sln")))
                return folder.FullName;
        throw new InvalidOperationException("Tests run inside the checkout; Kwala.Orleans.sln was not found above.");
    }
}
