using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;
using Kwala.Core.Links;
using Kwala.Grains;
using Kwala.Ports.Chain;
using Kwala.Ports.Channels;
using Kwala.Ports.Storage;
using Kwala.Simulation.Chain;
using Kwala.Simulation.Providers;
using Kwala.Simulation.Store;
using Kwala.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Local;
using Orleans.Local.Simulation;
using Orleans.Storage;

namespace Kwala.Simulation.Worlds;

/// <summary>One life of the deployment: the production house on simulated surroundings.</summary>
internal sealed class Incarnation
{
    private static readonly GrainCatalog Catalog = GrainCatalog.OfProcess();

    private readonly ServiceProvider _services;
    private readonly Lifetime _lifetime = new();

    private Incarnation(ServiceProvider services, SimulatedProcess process) => (_services, Process) = (services, process);

    public SimulatedProcess Process { get; }

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsStopping => _lifetime.IsStopping;

    /// <summary>Builds it and starts it as a host would.</summary>
    public static Incarnation Start(World world, int number)
    {
        var process = new SimulatedProcess(world.Loop);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        if (world.Log is { } log)
            services.AddSingleton<ILoggerProvider>(new TellingLogs(number, log));
        services.AddSingleton<TimeProvider>(process);
        services.AddSingleton(process.Turns);
        services.AddSingleton(Catalog);
        services.AddOrleans(_ => { });
        AddStore(services, world, process, number);
        AddChain(services, world, process, number);
        foreach (var kind in world.Scenery.Channels)
            services.AddSingleton<IChannel>(new SimulatedProvider(
                kind, world.Loop, process, world.Dice, world.Plan.Choice($"provider {number} {kind.Name}"))
            {
                Delayed = world.OnDelayed,
                Sending = (channel, message) => world.OnSending(process, channel, message),
                Accepted = (channel, message) => world.OnAccepted(process, channel, message),
            });
        services.AddSingleton(world.Scenery.Compile);
        services.AddSingleton(new OffTurn(process.Outside, process));
        services.AddSingleton(new LinkKeyRing(new LinkKey(1, new byte[LinkKeyRing.SecretSizeMin])));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kwala:Grains:Shards"] = "2",
            ["Kwala:Grains:DueInterval"] = "00:00:05",
            ["Kwala:Grains:FromBlock:local"] = "1",
        }).Build();
        services.AddKwalaGrains(configuration);
        Incarnation? incarnation = null;
        services.AddSingleton<IHostApplicationLifetime>(_ => incarnation!._lifetime);
        incarnation = new Incarnation(services.BuildServiceProvider(), process);
        process.Start(incarnation.RunHost);
        return incarnation;
    }

    /// <summary>Asks it to stop, as a host would; it may take its time.</summary>
    public void Stop(TimeSpan patience)
    {
        _lifetime.Stop();
        Process.Start(async () =>
        {
            using var limit = new CancellationTokenSource(patience, Process);
            foreach (var hosted in _services.GetServices<IHostedService>().Reverse())
                await hosted.StopAsync(limit.Token);
            Process.Kill();
        });
    }

    private async Task RunHost()
    {
        var hosted = _services.GetServices<IHostedService>().ToArray();
        foreach (var service in hosted)
            await Insist(() => service.StartAsync(CancellationToken.None));
        foreach (var service in hosted.OfType<IHostedLifecycleService>())
            await Insist(() => service.StartedAsync(CancellationToken.None));
    }

    // A start that fails is tried again by whoever runs the process.
    private async Task Insist(Func<Task> start)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await start();
                return;
            }
            catch (Exception) when (tries < 1000)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Process);
            }
        }
    }

    private static void AddStore(IServiceCollection services, World world, SimulatedProcess process, int number)
    {
        var weather = new StormyWeather(world.Loop, process, world.Dice, world.Plan.Choice($"weather {number}"));
        services.AddSingleton<StateFormat>();
        services.AddSingleton(new StoreSharing(world.Plan.Has(Fault.TwoProcesses)));
        services.AddKeyedSingleton<IGrainStorage>(StorageNames.Grains, (it, _) => new DiskGrainStorage(
            world.Disk, it.GetRequiredService<StateFormat>(), weather)
        {
            Seen = sight => world.OnSeen(process, sight),
            Writing = sight => world.OnWriting(process, sight),
        });
        var rows = new DiskRows(world.Disk, weather);
        services.AddSingleton<IDueIndex>(rows).AddSingleton<IHistory>(rows).AddSingleton<IValueLog>(rows);
        services.AddSingleton<ISubscriberIndex>(rows).AddSingleton<IReminderTable>(rows);
    }

    private static void AddChain(IServiceCollection services, World world, SimulatedProcess process, int number)
    {
        var policy = new FeedPolicy(
            SimulatedFeeds.Chain, 1000, 32, 64, VerifyBloom: true, PollInterval: TimeSpan.FromSeconds(3));
        var limits = new RpcLimits(TimeSpan.FromSeconds(10), 16 * 1024 * 1024, Retries: 1);
        var choice = world.Plan.Choice($"chain {number}");
        var nodes = Enumerable.Range(0, 2).Select(node => new RpcEndpoint(
            new HttpClient(new SimulatedEndpoint(
                world.Loop, process, world.Chain, world.Branch(), world.Dice, choice.Apart($"node {node}"))
            {
                Served = world.OnServed,
            })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            new Uri($"http://node{node}.example"), limits, process, choice.Fraction));
        services.AddSingleton<IChainFeeds>(
            new SimulatedFeeds(new ChainFeed(policy, nodes, choice.Fraction, readAhead: false)));
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource _stopping = new();

        public bool IsStopping => _stopping.IsCancellationRequested;

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Stop() => _stopping.Cancel();

        public void StopApplication() => Stop();
    }
}
