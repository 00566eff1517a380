using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kwala.Bench.Inside;

namespace Kwala.Bench.House;

/// <summary><c>kwala run</c> as a process of its own.</summary>
internal sealed class KwalaProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _pipe;

    private KwalaProcess(Process process, string pipe, Uri api) => (_process, _pipe, Api) = (process, pipe, api);

    /// <summary>Where it listens.</summary>
    public Uri Api { get; }

    /// <summary>What it counted until now.</summary>
    public Task<Counts> Counted(CancellationToken cancellationToken) => Counts.Ask(_pipe, cancellationToken);

    /// <summary>Starts it, and ends when it listens.</summary>
    /// <param name="configuration">Its configuration file.</param>
    /// <param name="own">Settings of this process alone.</param>
    /// <exception cref="InvalidOperationException">It ended instead; the message has what it said.</exception>
    public static async Task<KwalaProcess> Start(string configuration, params (string Setting, string Value)[] own)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "kwala.dll"), "run", "--config", configuration])
        {
            RedirectStandardError = true,
        };
        var pipe = "kwala-bench-" + Path.GetRandomFileName();
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(CountsPipe).Assembly.Location;
        start.Environment[CountsPipe.Variable] = pipe;
        foreach (var (setting, value) in own)
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            said.Add(line.Data ?? "");
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException("kwala ended: " + string.Join('\n', said)));
            else if (line.Data.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
                address.TrySetResult(new Uri(line.Data[(at + Listening.Length)..].Trim()));
        };
        process.BeginErrorReadLine();
        return new KwalaProcess(process, pipe, await address.Task.WaitAsync(LongestStart));
    }

    /// <summary>A port that nobody listens at now.</summary>
    public static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public Task Kill()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }
}
