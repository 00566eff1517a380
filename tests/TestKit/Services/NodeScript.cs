using System.Diagnostics;

namespace Kwala.TestKit.Services;

/// <summary>A script of <c>tests/services</c> that answers once and ends.</summary>
public static class NodeScript
{
    /// <summary>What it prints for an input. What it complains of throws with its own words.</summary>
    public static async Task<string> Run(string script, string input)
    {
        if (await NodeServices.MissingReason() is { } reason) throw new InvalidOperationException(reason);
        var start = new ProcessStartInfo(NodeServices.OnPath("node")!)
        {
            WorkingDirectory = NodeServices.TestsFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine("services", script));
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? await output : throw new InvalidOperationException(await errors);
    }
}
