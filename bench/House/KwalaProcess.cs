using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kwala.Bench.House;

/// <summary><c>kwala run</c> as a process of its own.</summary>
internal sealed class KwalaProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    // The kernel's unit in /proc/PID/stat, on every Linux that .NET runs on.
    private const int TicksPerSecond = 100;

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private KwalaProcess(Process process, Uri api) => (_process, Api) = (process, api);

    /// <summary>Where it listens.</summary>
    public Uri Api { get; }

    /// <summary>The processor time that it has used, of user and kernel.</summary>
    public TimeSpan Processor
    {
        get
        {
            // After the name, which may hold anything but ends with a parenthesis: the 12th and 13th fields.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
    }

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
        return new KwalaProcess(process, await address.Task.WaitAsync(LongestStart));
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
