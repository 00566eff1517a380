using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Kwala.Core.Evm;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary><c>kwala run</c> as a process of its own, which can be killed as a machine would kill it.</summary>
internal sealed class KwalaProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly HttpClient _api;

    private KwalaProcess(Process process, Uri api)
    {
        _process = process;
        _api = new HttpClient { BaseAddress = api };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Deployment.ApiKey);
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Ends when the process does.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>Starts it, and ends when its HTTP API listens.</summary>
    /// <param name="deployment">What it reads from its file.</param>
    /// <param name="own">Settings of this process alone, which it finds in its environment.</param>
    public static async Task<KwalaProcess> Start(
        Deployment deployment, params (string Setting, string Value)[] own)
    {
        var process = Run(deployment, "run", own);
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
        return new KwalaProcess(process, await address.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    /// <summary><c>kwala migrate</c>: makes the tables of the shared store.</summary>
    public static async Task Migrate(Deployment deployment)
    {
        using var process = Run(deployment, "migrate", []);
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
    }

    /// <summary>Whether the wallet has a stored decision to notify, as its HTTP API tells.</summary>
    public async Task<bool> HasDecidedToNotify(Address wallet)
    {
        using var page = JsonDocument.Parse(await _api.GetStringAsync($"/v1/wallets/{wallet}/decisions?outcome=notify"));
        return page.RootElement.GetProperty("items").GetArrayLength() > 0;
    }

    /// <summary>What <c>GET /v1/status</c> tells; null where it is refused for now.</summary>
    public async Task<JsonElement?> Status()
    {
        using var answer = await _api.GetAsync("/v1/status");
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync())
            : null;
    }

    /// <summary>How <c>GET</c> of this path is answered.</summary>
    public async Task<int> Get(string path)
    {
        using var answer = await _api.GetAsync(path);
        return (int)answer.StatusCode;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an orchestrator sends it: gives the exit status.</summary>
    public async Task<int> Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private static Process Run(Deployment deployment, string command, (string Setting, string Value)[] own)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "kwala.dll"), command, "--config", deployment.ConfigurationFile()])
        {
            RedirectStandardError = true,
        };
        foreach (var (setting, value) in own)
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }
}
