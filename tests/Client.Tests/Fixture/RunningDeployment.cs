using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Demo;
using Kwala.Demo.Story;
using Kwala.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kwala.Client.Tests.Fixture;

/// <summary>
/// A whole Kwala in this process as <c>kwala run</c> composes it, on a simulated chain, with a client of each kind. The
/// protocol's webhook refuses everything, so that there are dead letters.
/// </summary>
public sealed class RunningDeployment : IAsyncLifetime
{
    public const string OperatorKey = "client-tests-operator-key-0123456789abcdef";
    public const string BackendKey = "client-tests-backend-key-0123456789abcdef0";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kwala-client-");
    private readonly List<ServiceProvider> _clients = [];
    private DemoWorld _world = null!;
    private WebApplication _refusing = null!;
    private WebApplication _app = null!;
    private int _wallets;

    /// <summary>The client that is in the deployment's own process.</summary>
    public IKwalaClient OverGrains => _app.Services.GetRequiredService<IKwalaClient>();

    /// <summary>A client that has nothing but a URL and an operator's key.</summary>
    public IKwalaClient OverHttp { get; private set; } = null!;

    /// <summary>Where the HTTP API is.</summary>
    public Uri Api { get; private set; } = null!;

    /// <summary>The file that owns the workflow of the demonstration.</summary>
    public string WorkflowFile { get; private set; } = "";

    internal static ChainId Chain => DemoWorld.ChainId;

    public async Task InitializeAsync()
    {
        _world = await DemoWorld.Start(TimeProvider.System, default);
        _refusing = await Refusing();
        var settings = _world.Configuration(_folder.FullName);
        settings["Kwala:Channels:Webhook:Url"] = _refusing.Urls.First();
        settings["Kwala:Segments:Where:silent"] = "ownThresholds == 0 and isAggressive";
        WithKey(settings, 0, "operator", OperatorKey);
        WithKey(settings, 1, "backend", BackendKey);
        WorkflowFile = Path.Combine(settings["Kwala:Workflows:Folder"]!, "liquidation-risk.yaml");
        _app = KwalaHost.Build(KwalaHost.Builder(null, settings));
        await _app.StartAsync();
        Api = new Uri(_app.Urls.First());
        OverHttp = Client(OperatorKey);
        await HasRead(0);
    }

    /// <summary>A client over HTTP with another key or other options.</summary>
    public IKwalaClient Client(string key, Action<KwalaHttpOptions>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddKwalaHttpClient(options =>
        {
            options.BaseAddress = Api;
            options.ApiKey = key;
            configure?.Invoke(options);
        }).BuildServiceProvider();
        _clients.Add(services);
        return services.GetRequiredService<IKwalaClient>();
    }

    /// <summary>A wallet that no other test has.</summary>
    public Address NewWallet()
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Fill(0xbb);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, Interlocked.Increment(ref _wallets));
        return Address.FromBytes(bytes);
    }

    /// <summary>
    /// A block in which the wallets report this health, all read and decided. Returns its transactions, a log of index
    /// 0, 1, ... for each.
    /// </summary>
    internal async Task<Bytes32[]> Report(params (Address Wallet, decimal Health)[] reports)
    {
        var block = _world.Chain.Mine(
            TimeProvider.System.GetUtcNow(),
            reports.Select(it => Plot.Health(Cast.EthMarket, it.Wallet, it.Health)));
        await HasRead(block.Ref.Number);
        return [.. block.Logs.Select(log => log.Transaction)];
    }

    /// <summary>Ends it in good order; clients stay.</summary>
    public Task Stop() => _app.StopAsync();

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _refusing.DisposeAsync();
        await _world.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task HasRead(long block) => Eventually.Holds(async () =>
        await OverGrains.Deployment.ReadStatus(default) is ReadOutcome<DeploymentStatus>.Found { Value.Chains: var chains }
        && chains.All(chain => !chain.Depths.IsEmpty && chain.Depths.All(depth => depth.Next > block)));

    private static async Task<WebApplication> Refusing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }

    private static void WithKey(Dictionary<string, string?> settings, int number, string role, string key)
    {
        settings[$"Kwala:Web:Keys:{number}:Name"] = $"{role}-of-the-tests";
        settings[$"Kwala:Web:Keys:{number}:Role"] = role;
        settings[$"Kwala:Web:Keys:{number}:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}

/// <summary>All suites that ask one deployment, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneDeployment : ICollectionFixture<RunningDeployment>
{
    public const string Name = "one deployment";
}

/// <summary>Waits for what a real deployment will show, which has no signal to wait on.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public static async Task Holds(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await condition())
            await Task.Delay(Glance, TimeProvider.System, limit.Token);
    }
}
