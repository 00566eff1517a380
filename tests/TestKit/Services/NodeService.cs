using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Kwala.TestKit.Services;

/// <summary>
/// A script of <c>tests/services</c> in a Node process of its own. It chooses a free loopback port itself, says
/// <c>listening PORT</c>, and ends when its standard input closes, which happens however this process dies.
/// </summary>
internal sealed class NodeService : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private NodeService(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>The loopback port that the service listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Starts the script and waits until it listens.</summary>
    public static async Task<NodeService> Start(string script, params string[] arguments)
    {
        if (await NodeServices.MissingReason() is { } reason) throw new InvalidOperationException(reason);
        var start = new ProcessStartInfo(NodeServices.OnPath("node")!)
        {
            WorkingDirectory = NodeServices.TestsFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Path.Combine("services", script));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var service = new NodeService(Process.Start(start)!);
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            service.Port = int.Parse(await service.NextLine("listening ", limit.Token), CultureInfo.InvariantCulture);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rest of the next line that starts with the prefix; lines that do not are passed over.</summary>
    public async Task<string> NextLine(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
            if (line.StartsWith(prefix, StringComparison.Ordinal))
                return line[prefix.Length..];
        throw new InvalidOperationException($"The service ended before it printed '{prefix}'; stderr says why.");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended already.
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) _lines.Writer.TryComplete();
        else _lines.Writer.TryWrite(line);
    }
}
