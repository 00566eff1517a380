using System.Globalization;
using Kwala.Channels;
using Kwala.Core.Delivery;
using Kwala.Grains.Delivery;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Channels;
using Kwala.TestKit.Hosting;
using Kwala.TestKit.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Kwala.Grains.Tests.Delivery;

/// <summary>
/// Silos that send through one bot of an independent Bot API server, by turns and in time that only the test moves:
/// first to many chats in the bulk lane, three times to one of them, and while most of that waits to as many others in
/// the critical lane. On Orleans.Local there is but one silo.
/// </summary>
public sealed class OneBotOfManySilos : IAsyncLifetime
{
    public const int PerSecond = 30;

    /// <summary>A chat that is written to three times.</summary>
    public const string Often = "777";

    private const int Chats = 60;
    private const string Token = "1234567:telegram-token-7f3a9c";

    private readonly List<ServiceProvider> _bots = [];

    /// <summary>Why nothing was sent; null where it was.</summary>
    public string? Missing { get; private set; }

    internal WatchedGates Gates { get; private set; } = null!;

    /// <summary>The chats that the bot's server was told to write to, in order.</summary>
    internal IReadOnlyList<string> Received { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Missing = await NodeServices.MissingReason();
        if (Missing is not null)
            return;
        await using var server = await TelegramTestServer.Start();
        var house = new House { Silos = RuntimeHost.SilosMax, Also = services => Add(services, server.Url) };
        Gates = new WatchedGates(house.Time);
        await using var process = await house.Start();
        // Not here: where a test's own thread is, what a timer ends would go on later than the clock moves.
        await Task.Run(() => Send(house, process));
        Received = [.. (await server.SentByBot(Token)).Select(it => it.GetProperty("chat_id").ToString())];
    }

    public async Task DisposeAsync()
    {
        foreach (var bot in _bots)
            await bot.DisposeAsync();
    }

    private void Add(IServiceCollection services, Uri server)
    {
        foreach (var fake in services.Where(it => it.ServiceType == typeof(IChannel)).ToArray())
            services.Remove(fake);
        services.AddSingleton(silo => Gates.Watch(Bot(server, silo.GetRequiredService<TimeProvider>())));
        Gates.Watch(services);
        // What goes from silo to silo carries its time to live, in which thirty days are too many milliseconds.
        services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMinutes(3));
    }

    // As each silo has one.
    private IChannel Bot(Uri server, TimeProvider time)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kwala:Channels:Telegram:BotToken"] = Token,
            ["Kwala:Channels:Telegram:BotName"] = "kwala_test_bot",
            ["Kwala:Channels:Telegram:BaseUrl"] = server.AbsoluteUri,
            ["Kwala:Channels:Telegram:MessagesPerSecond"] = PerSecond.ToString(CultureInfo.InvariantCulture),
        });
        var bot = new ServiceCollection().AddLogging().AddSingleton(time).AddKwalaChannels(configuration.Build())
            .BuildServiceProvider();
        lock (_bots)
            _bots.Add(bot);
        return bot.GetServices<IChannel>().Single(it => it.Name == ChannelName.Telegram);
    }

    private async Task Send(House house, Process process)
    {
        var workflow = House.Workflow("telegram");
        var version = Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(
            workflow with { Yaml = workflow.Yaml + "\ntemplates: { none: { title: \"{{value}}\", body: moved } }" })).Hash;
        var senders = process.Silos.Select(it => it.GetRequiredService<MessageSender>()).ToArray();
        Task<SendOutcome> Begin(MessageSender sender, Lane lane, string chat)
        {
            var alert = Alerts.Of(house.Time.GetUtcNow(), lane, version, ("value", chat));
            return sender.Send(
                House.Wallet, Alerts.Over(ChannelName.Telegram, alert) with { Address = chat }, CancellationToken.None);
        }

        string[] Share(int silo, IEnumerable<string> chats) =>
            [.. chats.Where((_, place) => place % senders.Length == silo)];

        var sent = new List<Task<SendOutcome>>();
        for (var silo = 0; silo < senders.Length; silo++)
        {
            string[] chats = [Often, Often, Often, .. Enumerable.Range(1_000, Chats).Select(Text)];
            sent.AddRange(Share(silo, chats).Select(chat => Begin(senders[silo], Lane.Bulk, chat)));
            // From then on each silo asks at instants of its own.
            await Gates.Settled();
            house.Time.Advance(TimeSpan.FromMilliseconds(0.37));
        }

        await Gates.Leave(5);
        for (var silo = 0; silo < senders.Length; silo++)
            sent.AddRange(Share(silo, Enumerable.Range(2_000, Chats).Select(Text))
                .Select(chat => Begin(senders[silo], Lane.Critical, chat)));
        await Gates.Leave(sent.Count);
        await Task.WhenAll(sent);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
