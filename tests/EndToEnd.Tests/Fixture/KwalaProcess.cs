using System.Diagnostics;
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

    public static async Task<KwalaProcess> Start(Deployment deployment)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "kwala.dll"), "run", "--config", deployment.ConfigurationFile()])
        {
            RedirectStandardError = true,
        })!;
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

    /// <summary>Whether the wallet has a stored decision to notify, as its HTTP API tells.</summary>
    public async Task<bool> HasDecidedToNotify(Address wallet)
    {
        using var page = JsonDocument.Parse(await _api.GetStringAsync($"/v1/wallets/{wallet}/decisions?outcome=notify"));
        return page.RootElement.GetProperty("items").GetArrayLength() > 0;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }
}
