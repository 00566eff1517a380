using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kwala.Bench.House;

/// <summary>
/// A deployment of processes: silos and one that serves the API, or one process that does everything.
/// </summary>
internal sealed class Processes : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _api = new();
    private readonly string _configuration;
    private KwalaProcess? _web;

    private Processes(DirectoryInfo folder) =>
        (_folder, _configuration) = (folder, Path.Combine(folder.FullName, "kwala.json"));

    /// <summary>Those that run grains.</summary>
    public List<KwalaProcess> Silos { get; } = [];

    /// <summary>Starts it, and ends when all of them listen; they read blocks by then.</summary>
    /// <param name="folder">The parent of its folder.</param>
    /// <param name="workflow">The text of its one workflow.</param>
    /// <param name="settings">More of the configuration: its store, its chain.</param>
    /// <param name="silos">How many silos; zero for one process that does everything.</param>
    public static async Task<Processes> Start(
        string folder, string workflow, Dictionary<string, string?> settings, int silos)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "kwala-bench-" + Path.GetRandomFileName()));
        var started = new Processes(own);
        try
        {
            await started.Start(workflow, settings, silos);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>What those that run grains counted until now.</summary>
    public async Task<Counts> Counted(CancellationToken cancellationToken) =>
        Counts.Sum(await Task.WhenAll(Silos.Select(silo => silo.Counted(cancellationToken))));

    /// <summary>The first block that is not yet decided and durable; zero where nobody tells yet.</summary>
    public async Task<long> NextBlock(CancellationToken cancellationToken) =>
        await Depth(cancellationToken) is { } depth ? depth.GetProperty("nextBlock").GetInt64() : 0;

    /// <summary>How many wallets a sweep over present values has told so far; null where there is none.</summary>
    public async Task<long?> Swept(CancellationToken cancellationToken) =>
        await Depth(cancellationToken) is { } depth && depth.TryGetProperty("revaluation", out var sweep)
        && sweep.ValueKind == JsonValueKind.Object
            ? sweep.GetProperty("wallets").GetInt64()
            : null;

    /// <summary>The content hash of the workflow's live version.</summary>
    public async Task<string> LiveVersion(CancellationToken cancellationToken) =>
        (await _api.GetFromJsonAsync<JsonElement>("v1/workflows/bench/rollout", cancellationToken))
            .GetProperty("live").GetString()!;

    /// <summary>Makes a version live that the workflow had before.</summary>
    public async Task RollBack(string version, CancellationToken cancellationToken)
    {
        using var answer = await _api.PostAsJsonAsync(
            "v1/workflows/bench/rollback", new { version }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Changes the workflow's file.</summary>
    public async Task Rewrite(Func<string, string> change) =>
        await File.WriteAllTextAsync(WorkflowFile, change(await File.ReadAllTextAsync(WorkflowFile)));

    /// <summary>Starts a silo in the place of one that has ended.</summary>
    public async Task Replace(int silo)
    {
        await Silos[silo].DisposeAsync();
        Silos[silo] = await Silo();
    }

    /// <summary>Starts one more silo.</summary>
    public async Task Join() => Silos.Add(await Silo());

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        foreach (var process in Silos.Append(_web).OfType<KwalaProcess>().Distinct())
            await process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonElement?> Depth(CancellationToken cancellationToken)
    {
        using var answer = await _api.GetAsync("v1/status", cancellationToken);
        if (!answer.IsSuccessStatusCode)
            return null;
        var status = JsonSerializer.Deserialize<JsonElement>(
            await answer.Content.ReadAsStringAsync(cancellationToken));
        return status.GetProperty("chains").EnumerateArray()
            .SelectMany(chain => chain.GetProperty("depths").EnumerateArray())
            .Select(depth => (JsonElement?)depth)
            .FirstOrDefault();
    }

    private string WorkflowFile => Path.Combine(_folder.FullName, "workflows", "bench.yaml");

    private async Task Start(string workflow, Dictionary<string, string?> settings, int silos)
    {
        var key = RandomNumberGenerator.GetHexString(48, lowercase: true);
        Directory.CreateDirectory(Path.GetDirectoryName(WorkflowFile)!);
        await File.WriteAllTextAsync(WorkflowFile, workflow);
        await File.WriteAllTextAsync(_configuration, JsonSerializer.Serialize(
            new Dictionary<string, string?>(settings)
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Kwala:Workflows:Folder"] = Path.GetDirectoryName(WorkflowFile),
                ["Kwala:Web:Keys:0:Name"] = "bench",
                ["Kwala:Web:Keys:0:Role"] = "operator",
                ["Kwala:Web:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
                ["Logging:LogLevel:Default"] = "Error",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
            }));
        var starting = Enumerable.Range(0, silos).Select(_ => Silo()).ToArray();
        _web = await (silos == 0
            ? KwalaProcess.Start(_configuration)
            : KwalaProcess.Start(_configuration, ("Kwala:Role", "web")));
        Silos.AddRange(silos == 0 ? [_web] : await Task.WhenAll(starting));
        _api.BaseAddress = _web.Api;
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private Task<KwalaProcess> Silo() => KwalaProcess.Start(
        _configuration,
        ("Kwala:Role", "silo"),
        ("Orleans:Endpoints:AdvertisedIPAddress", "127.0.0.1"),
        ("Orleans:Endpoints:SiloPort", KwalaProcess.FreePort()),
        ("Orleans:Endpoints:GatewayPort", KwalaProcess.FreePort()));
}
