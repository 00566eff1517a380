using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Hosting;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Ports.Chain;
using Kwala.Ports.Channels;
using Kwala.Ports.Storage;
using Kwala.TestKit;
using Kwala.TestKit.Fakes;
using Kwala.TestKit.Hosting;
using Kwala.Workflows;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Storage;

namespace Kwala.Grains.Tests.Fixture;

/// <summary>What outlives a process: stores, chain, providers and the clock. Processes come and go on it.</summary>
internal sealed class House
{
    public const string Yaml = """
        workflow: liquidation-risk
        lane: LANE
        trigger:
          chain: local
          contract: any
          event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
        wallet: user
        value: healthFactor / 1e18
        alert: below
        tiers: { conservative: 1.50, standard: 1.30, aggressive: 1.10 }
        actions: { default: { channels: [CHANNELS] } }
        """;

    public static readonly ChainId Chain = ChainId.Evm(31337);
    public static readonly Address Wallet = AddressOf(0xA11CE);
    public static readonly Address Market = AddressOf(0xC0FFEE);
    public static readonly WorkflowId Risk = new("liquidation-risk");
    public static readonly AbiEvent HealthFactor = ((AbiEventParse.Parsed)AbiEvent.Parse(
        "HealthFactorUpdated(address indexed user, uint256 healthFactor)")).Event;

    public House()
    {
        World = new FakeChain(Chain, Time);
        Storage = new MemoryGrainStorage(Store);
    }

    public FakeTime Time { get; } = new();

    public MemoryStore Store { get; } = new();

    public MemoryGrainStorage Storage { get; }

    public FakeChain World { get; }

    public MemoryReminders Reminders { get; } = new();

    public RecordedLog Log { get; } = new();

    /// <summary>Stands between the processes and the compiler.</summary>
    public Func<WorkflowSource, CompileWorkflow, CompileOutcome> Compile { get; set; } =
        (source, compile) => compile(source);

    public FakeChannel Telegram { get; } = new(ChannelName.Telegram);

    public FakeChannel Email { get; } = new(ChannelName.Email);

    public FakeChannel Webhook { get; } = new(ChannelName.Webhook, collapses: true, needsAddress: false);

    public FakeDoor Door { get; } = new(ChannelName.Email);

    /// <summary>How many silos its processes are.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>What its processes have besides, or instead.</summary>
    public Action<IServiceCollection> Also { get; init; } = _ => { };

    public static Address AddressOf(uint number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], number);
        return Address.FromBytes(bytes);
    }

    public static WorkflowSource Workflow(string channels, string lane = "standard") =>
        new("request", Yaml.Replace("LANE", lane, StringComparison.Ordinal).Replace("CHANNELS", channels, StringComparison.Ordinal));

    /// <summary>The workflow under another name, with confirmations, over one contract or any.</summary>
    public static WorkflowSource Workflow(string name, int confirmations, Address? contract = null) =>
        new(name, Workflow("webhook").Yaml
            .Replace("workflow: liquidation-risk", $"workflow: {name}", StringComparison.Ordinal)
            .Replace("contract: any", $"confirmations: {confirmations}\n  contract: " + (contract is { } one
                ? $"\"{one}\"" : "any"), StringComparison.Ordinal));

    public static FakeLog Health(Address wallet, decimal factor, Address? market = null) => new(
        market ?? Market,
        HealthFactor,
        new AbiValue.Account(wallet),
        new AbiValue.Number(new System.Numerics.BigInteger(factor * 1_000_000_000_000_000_000m)));

    /// <summary>A process with this workflow live.</summary>
    public async Task<Process> Start(WorkflowSource? workflow = null, params (string Key, string Value)[] settings)
    {
        var process = await Process.Start(this, settings);
        if (workflow is not null)
            Assert.IsType<WorkflowPut.Accepted>(
                await process.Client.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key).Put(workflow));
        return process;
    }

    /// <summary>A live batch of one signal about the wallet's position, in block 7 or another.</summary>
    public SignalBatch Batch(string value, long block = 7, bool live = true)
    {
        Assert.True(Rational.TryParse(value, out var number));
        var reference = new BlockRef(block, Keccak256.Hash([(byte)block]));
        var source = new SignalSource(
            Chain, reference, Time.GetUtcNow(), Keccak256.Hash([(byte)block, 1]), 0, Market, []);
        return new SignalBatch
        {
            Signals = [new Signal(Risk, new SubjectKey($"{Chain}/{Market}"), number, source, live, Final: true)],
            Finalized = block,
            Revision = 0,
        };
    }

    /// <summary>Lets happen what is due now, also what comes due meanwhile, until this has happened.</summary>
    public async Task Until(Task happened)
    {
        while (!happened.IsCompleted)
        {
            Time.Advance(TimeSpan.Zero);
            await Task.WhenAny(happened, Time.WhenArmed(TimeSpan.Zero));
        }

        await Explained(happened);
    }

    /// <summary>Lets the chain be asked again and again until this has happened.</summary>
    public async Task Polling(Task happened)
    {
        while (!happened.IsCompleted)
        {
            await Task.WhenAny(happened, Time.WhenArmed(TimeSpan.Zero), Resting());
            Time.Advance(World.PollInterval);
        }

        await Explained(happened);
    }

    // What did not come about in time leaves a trace of what did.
    private async Task Explained(Task happened)
    {
        try
        {
            await happened;
        }
        catch (TimeoutException failure)
        {
            throw new TimeoutException(
                $"{failure.Message} Now it is {Time}. Due: {string.Join(", ", Store.AllDue)}. Decided: "
                    + $"{string.Join(", ", Outcomes(HistoryTopic.Decision).TakeLast(9))}. Logged last:\n"
                    + string.Join('\n', Log.Lines.TakeLast(9)),
                failure);
        }
    }

    /// <summary>Completes once the listener has nothing to do but to ask the chain again after a while.</summary>
    public Task Resting() => Time.WhenWaiting(World.PollInterval).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Completes once nothing that is due waits to be sent.</summary>
    public Task Delivered() => Storage.When(() => !Store.AllDue.Any(due => due.At <= Time.GetUtcNow()));

    /// <summary>Two looks at the chain: the second is over when whatever the first brought about is.</summary>
    public async Task Rest()
    {
        for (var look = 0; look < 2; look++)
        {
            await Until(Resting());
            Time.Advance(World.PollInterval);
        }

        await Until(Resting());
        await Delivered();
    }

    /// <summary>Follows the chain until this has happened.</summary>
    public async Task Follow(Process process, Task until)
    {
        await process.Listener.Follow();
        await Until(until);
    }

    /// <summary>Follows the chain until it has nothing new and the listener waits to look again.</summary>
    public async Task Follow(Process process)
    {
        await process.Listener.Follow();
        await Idle();
    }

    /// <summary>Lets so much time pass, and after it what is due then, until the chain has nothing new.</summary>
    public async Task Pass(TimeSpan time)
    {
        Time.Advance(time);
        await Idle();
    }

    // Whoever moves the clock while the listener is not at rest yet has it wait for longer.
    private async Task Idle()
    {
        await Until(World.Idle());
        await Until(Resting());
    }

    public string[] Outcomes(HistoryTopic topic) => [.. Store.Rows(topic).Select(row => row.Outcome)];
}

/// <summary>One process on a house. Dropping it is a crash: nothing is said good-bye to.</summary>
internal sealed class Process : IAsyncDisposable
{
    private readonly RuntimeHost _host;

    private Process(RuntimeHost host) => _host = host;

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    public IServiceProvider Services => _host.Services;

    /// <summary>The services of every silo.</summary>
    public IReadOnlyList<IServiceProvider> Silos => _host.Silos;

    public IWalletGrain Wallet => Client.GetGrain<IWalletGrain>(House.Wallet.ToString());

    public IWorkflowRegistryGrain Registry =>
        Client.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key);

    public IChainListenerGrain Listener => Client.GetGrain<IChainListenerGrain>(House.Chain.Value);

    public static async Task<Process> Start(House house, (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return new Process(await RuntimeHost.Start(
            house.Time, services => Add(services, house, configuration), house.Silos));
    }

    /// <summary>Gives the wallet verified addresses.</summary>
    public async Task Reachable(params ChannelName[] channels)
    {
        foreach (var channel in channels)
            Assert.IsType<PreferencesChange.Changed>(await Wallet.VerifyContact(channel, $"owner@{channel}"));
    }

    /// <summary>Ends it in good order.</summary>
    public Task Stop() => _host.Stop(CancellationToken.None);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Add(IServiceCollection services, House house, IConfiguration configuration)
    {
        services.AddSingleton<TimeProvider>(house.Time);
        services.AddSingleton<ILoggerProvider>(house.Log);
        services.AddSingleton<IHistory>(house.Store).AddSingleton<IDueIndex>(house.Store);
        services.AddSingleton<IValueLog>(house.Store).AddSingleton<ISubscriberIndex>(house.Store);
        services.AddKeyedSingleton<IGrainStorage>(StorageNames.Grains, house.Storage);
        services.AddSingleton<IChainFeeds>(house.World);
        services.AddSingleton<IReminderTable>(house.Reminders);
        IChannel[] channels = [house.Telegram, house.Email, house.Webhook];
        foreach (var channel in channels)
            services.AddSingleton(channel);
        services.AddSingleton<IAddressConfirmation>(house.Door);
        CompileWorkflow compile = new WorkflowCompiler(
            new Dictionary<string, ChainId> { ["local"] = House.Chain },
            channels.Select(channel => channel.Name)).Compile;
        services.AddSingleton<CompileWorkflow>(source => house.Compile(source, compile));
        services.AddKwalaGrains(configuration);
        // A thread that the machine does not run is no call that hangs, however far the clock is moved meanwhile.
        services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromDays(30));
        // Tests start what they need themselves: one clock, one hand.
        services.Remove(services.Single(it => it.ImplementationType == typeof(KwalaStartup)));
        house.Also(services);
    }
}
