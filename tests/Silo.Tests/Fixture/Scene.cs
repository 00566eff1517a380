using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Demo;
using Kwala.Demo.Story;

namespace Kwala.Silo.Tests.Fixture;

/// <summary>A simulated chain, a webhook receiver and the configuration of a deployment between them.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string ApiKey = "silo-tests-operator-key-0123456789abcdef";

    private readonly DirectoryInfo _folder;

    private Scene(DemoWorld world, WebhookDoor webhook, DirectoryInfo folder)
    {
        (World, Webhook, _folder) = (world, webhook, folder);
        Settings = world.Configuration(folder.FullName);
        // One workflow, so that tests know which change makes which revision.
        foreach (var other in Directory.GetFiles(Settings["Kwala:Workflows:Folder"]!).Where(file => file != Workflow))
            File.Delete(other);
        Settings["Kwala:Channels:Webhook:Url"] = webhook.Url.ToString();
        Settings["Kwala:Grains:RetryFirst"] = "00:00:00.200";
        Settings["Kwala:Grains:RetryLongest"] = "00:00:01";
        Settings["Kwala:Web:Keys:0:Name"] = "tests";
        Settings["Kwala:Web:Keys:0:Role"] = "operator";
        Settings["Kwala:Web:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey)));
        Settings["Logging:LogLevel:Default"] = "Information";
    }

    public DemoWorld World { get; }

    public WebhookDoor Webhook { get; }

    public Dictionary<string, string?> Settings { get; }

    public string Workflow => Path.Combine(Settings["Kwala:Workflows:Folder"]!, "liquidation-risk.yaml");

    public static async Task<Scene> Set(WebhookMode webhook = WebhookMode.Accepting) => new(
        await DemoWorld.Start(TimeProvider.System, CancellationToken.None),
        await WebhookDoor.Open(webhook),
        Directory.CreateTempSubdirectory("kwala-silo-"));

    /// <summary>A path in the scene's folder.</summary>
    public string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The settings as a file for the command line.</summary>
    public string ConfigurationFile(string name = "kwala.json")
    {
        File.WriteAllText(At(name), JsonSerializer.Serialize(Settings));
        return At(name);
    }

    public KwalaCommand Run() => KwalaCommand.Start("run", "--config", ConfigurationFile());

    /// <summary>A block, by its number, in which one wallet, that never set anything, reports its health.</summary>
    public long Report(decimal health) => World.Chain.Mine(
        TimeProvider.System.GetUtcNow(), [Plot.Health(Cast.EthMarket, Wallet, health)]).Ref.Number;

    public static Address Wallet => Cast.Borrowers[^1].Wallet;

    /// <summary>Ends once the chain is followed.</summary>
    public static async Task<HttpClient> Ready(KwalaCommand kwala)
    {
        var api = new HttpClient { BaseAddress = await kwala.Listens() };
        api.DefaultRequestHeaders.Authorization = new("Bearer", ApiKey);
        await Becomes(async () => (await api.GetAsync("health/ready")).IsSuccessStatusCode);
        return api;
    }

    /// <summary>Ends once a block was read and decided.</summary>
    public static Task HasRead(HttpClient api, long block) => Becomes(async () =>
        (await api.GetFromJsonAsync<JsonElement>("v1/status")).GetProperty("chains").EnumerateArray()
            .SelectMany(chain => chain.GetProperty("depths").EnumerateArray())
            .Any(depth => depth.GetProperty("nextBlock").GetInt64() > block));

    /// <summary>Asks a real process, which gives no signal, until it is so.</summary>
    public static async Task Becomes(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Webhook.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
