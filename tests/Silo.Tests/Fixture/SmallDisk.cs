using System.Diagnostics;

namespace Kwala.Silo.Tests.Fixture;

/// <summary>A file system in memory that is soon full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 16;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Null where this user may not mount one.</summary>
    public static async Task<SmallDisk?> Mount(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Directory.CreateDirectory(folder);
        return await Succeeds("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", folder)
            ? new SmallDisk(folder)
            : null;
    }

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            for (var written = 0; written < Megabytes * 1024 * 1024; written += block.Length)
                ballast.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync() => await Succeeds("umount", "--lazy", Folder);

    private static async Task<bool> Succeeds(string program, params string[] arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        if (tool is null)
            return false;
        await tool.WaitForExitAsync();
        return tool.ExitCode == 0;
    }
}
