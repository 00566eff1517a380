using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kwala.Bench;

/// <summary>Prints one JSON line per result: the figures, named with their unit, the machine and the commit.</summary>
/// <param name="scenario">Whose figures.</param>
/// <param name="output">Where the lines go.</param>
/// <param name="errors">Where everything else goes.</param>
internal sealed class Report(string scenario, TextWriter output, TextWriter errors)
{
    /// <summary>Where progress goes, and whatever people should see.</summary>
    public TextWriter Progress => errors;

    /// <summary>What the program ends with: zero, or 1 where what was run did not hold.</summary>
    public int Status { get; private set; }

    /// <summary>What was run did not hold; its figures say how.</summary>
    public void Fail() => Status = 1;

    public void Line(JsonObject figures)
    {
        var line = new JsonObject { ["scenario"] = scenario };
        foreach (var (name, value) in figures)
            line[name] = value?.DeepClone();
        line["processors"] = Environment.ProcessorCount;
        line["memoryGiB"] = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024, 1);
        line["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription;
        line["commit"] = Commit();
        output.WriteLine(line.ToJsonString());
    }

    private static string Commit()
    {
        var git = new ProcessStartInfo("git", "describe --always --dirty")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(git);
        var commit = process?.StandardOutput.ReadToEnd().Trim();
        return string.IsNullOrEmpty(commit) ? "unknown" : commit;
    }
}
