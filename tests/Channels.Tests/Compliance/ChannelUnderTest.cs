using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Kwala.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Tests.Compliance;

/// <summary>
/// A channel as a host would get it, from configuration, with a clock of the test's and everything that it logs. Each
/// send checks that none of the secrets is in the outcome or the log.
/// </summary>
internal sealed class ChannelUnderTest : IAsyncDisposable
{
    /// <summary>The time limit of one attempt, on the test's clock.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(7);

    private readonly ServiceProvider _services;
    private readonly RecordedLog _log = new();
    private readonly string[] _secrets;

    public ChannelUnderTest(
        ChannelName name, string address, Dictionary<string, string?> settings, params string[] secrets)
    {
        _secrets = secrets;
        Address = address;
        _services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log))
            .AddSingleton<TimeProvider>(Time)
            .AddKwalaChannels(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        Channel = _services.GetServices<IChannel>().Single(channel => channel.Name == name);
    }

    /// <summary>Real enough to sign with: receivers refuse old timestamps.</summary>
    public FakeTime Time { get; } = new(TimeProvider.System.GetUtcNow());

    public IChannel Channel { get; }

    public string Address { get; }

    public IServiceProvider Services => _services;

    /// <summary>Completes when the server has the whole request and holds its answer back.</summary>
    public Func<Task> Arrived { get; init; } = () => Task.CompletedTask;

    /// <summary>The key as the receiver saw it, once per message, in order.</summary>
    public Func<Task<string>> NextKey { get; init; } = () => throw new NotSupportedException();

    /// <summary>Ends what the test started beside the channel.</summary>
    public IAsyncDisposable? Server { get; init; }

    public static OutboundMessage Message(string address) => new(
        new string('a', 64),
        address,
        "0x00000000000000000000000000000000000000aa",
        new RenderedMessage("Health factor 1.05", "Your health factor fell to 1.05.", null),
        ImmutableSortedDictionary<string, string>.Empty.Add("healthFactor", "1.05"),
        "liquidation-risk",
        NotificationRole.Alert,
        Lane.Critical,
        Urgency.Urgent,
        MayBeRepeat: false,
        new Uri("https://kwala.example/u/abc?a=1&b=2"),
        "log-1");

    public async Task<SendOutcome> Send(OutboundMessage? message = null, CancellationToken cancellationToken = default)
    {
        var outcome = await Channel.Send(message ?? Message(Address), cancellationToken).OrFail("the send goes on");
        CheckSecrets(outcome.ToString());
        return outcome;
    }

    public void CheckSecrets(string spoken)
    {
        foreach (var text in _log.Lines.Append(spoken))
            foreach (var secret in _secrets)
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }
}
