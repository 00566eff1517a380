using System.Diagnostics;

namespace Kwala.Bench.House;

/// <summary>What the disk alone takes, next to what is measured on it.</summary>
internal static class Disk
{
    private const int Rounds = 50;

    /// <summary>The times of small appends with a flush to the disk each.</summary>
    public static List<TimeSpan> Flushes(string folder)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var times = new List<TimeSpan>(Rounds);
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var page = new byte[4096];
            for (var round = 0; round < Rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                file.Write(page);
                file.Flush(flushToDisk: true);
                times.Add(Stopwatch.GetElapsedTime(started));
            }
        }

        File.Delete(path);
        return times;
    }
}
