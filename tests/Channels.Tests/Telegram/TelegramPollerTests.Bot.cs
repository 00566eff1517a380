using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Kwala.Channels.Telegram;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;
using Kwala.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Tests.Telegram;

// The poller as a host runs it, before a bot of the test's.
public sealed partial class TelegramPollerTests
{
    private sealed class RecordedBinding : IContactBinding, IOwnerButtons
    {
        public List<(string Token, string Address)> Asked { get; } = [];

        public List<string?> Languages { get; } = [];

        public List<(string Word, string Address)> Marked { get; } = [];

        public List<(string Address, string Data)> Pressed { get; } = [];

        public int Failures { get; set; }

        public bool Hangs { get; init; }

        public Task<string> Press(
            ChannelName channel, string address, string data, CancellationToken cancellationToken)
        {
            Assert.Equal(ChannelName.Telegram, channel);
            Pressed.Add((address, data));
            if (Hangs) return new TaskCompletionSource<string>().Task;
            return Failures-- > 0
                ? Task.FromException<string>(new TimeoutException("The wallet did not answer."))
                : Task.FromResult("Thank you.");
        }

        public Task<BindingOutcome> Bind(
            ChannelName channel, string token, string address, string? language, CancellationToken cancellationToken)
        {
            Assert.Equal(ChannelName.Telegram, channel);
            Languages.Add(language);
            Asked.Add((token, address));
            if (Failures-- > 0) throw new TimeoutException("The wallet did not answer.");
            return Task.FromResult<BindingOutcome>(token == "good-token"
                ? new BindingOutcome.Bound("0xaa")
                : new BindingOutcome.Refused("This link is too old: make a new one."));
        }

        public Task<int> Left(ChannelName channel, string address, CancellationToken cancellationToken) =>
            Mark("left", channel, address);

        public Task<int> CameBack(ChannelName channel, string address, CancellationToken cancellationToken) =>
            Mark("came back", channel, address);

        // The chat 4242 is a wallet's, others are nobody's.
        private Task<int> Mark(string word, ChannelName channel, string address)
        {
            Assert.Equal(ChannelName.Telegram, channel);
            Marked.Add((word, address));
            return Failures-- > 0
                ? Task.FromException<int>(new TimeoutException("The wallet did not answer."))
                : Task.FromResult(address == "4242" ? 1 : 0);
        }
    }

    /// <summary>The poller as a host runs it, on the test's clock.</summary>
    private sealed record Running(ServiceProvider Services, FakeTime Time, RecordedLog Log) : IAsyncDisposable
    {
        public static async Task<Running> Start(Uri api, RecordedBinding binding)
        {
            var time = new FakeTime();
            var log = new RecordedLog();
            var services = new ServiceCollection()
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
                .AddSingleton<TimeProvider>(time)
                .AddSingleton<IContactBinding>(binding)
                .AddSingleton<IOwnerButtons>(binding)
                .AddKwalaChannels(new ConfigurationBuilder()
                    .AddInMemoryCollection(TelegramComplianceTests.Settings(api)).Build())
                .BuildServiceProvider();
            await services.GetServices<IHostedService>().OfType<TelegramPoller>().Single().StartAsync(default);
            return new Running(services, time, log);
        }

        public async ValueTask DisposeAsync()
        {
            await Services.GetServices<IHostedService>().OfType<TelegramPoller>().Single().StopAsync(default);
            await Services.DisposeAsync();
        }
    }

    /// <summary>
    /// A stand-in that repeats its updates until they are confirmed, as the Bot API does, then holds the poll.
    /// </summary>
    private sealed class PollApi : IAsyncDisposable
    {
        private readonly Channel<long> _offsets = System.Threading.Channels.Channel.CreateUnbounded<long>();
        private readonly StandIn _server;

        public PollApi(string[] updates) => _server = new StandIn(async (stream, _, stop) =>
        {
            var request = JsonDocument.Parse(await StandIn.ReadHttpBody(stream, stop)).RootElement;
            if (request.TryGetProperty("text", out var text))
            {
                Answers.Add(text.GetString()!);
                await stream.WriteAsync(StandIn.HttpAnswer(200, """{"ok":true,"result":{}}"""u8), stop);
                return;
            }
            AllowedUpdates = [.. request.GetProperty("allowed_updates").EnumerateArray().Select(it => it.GetString()!)];
            var offset = request.GetProperty("offset").GetInt64();
            _offsets.Writer.TryWrite(offset);
            if (offset > 0) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            var answer = $$"""{"ok":true,"result":[{{string.Join(',', updates)}}]}""";
            await stream.WriteAsync(StandIn.HttpAnswer(200, Encoding.UTF8.GetBytes(answer)), stop);
        });

        public List<string> Answers { get; } = [];

        public string[] AllowedUpdates { get; private set; } = [];

        public Uri Url => new($"http://127.0.0.1:{_server.Port}/");

        public Task<long> NextOffset() => _offsets.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
