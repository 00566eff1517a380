using System.Text;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Telegram;

/// <summary>
/// Delivery against telegram-test-api, which takes every message; refusals in the words of the Bot API from a stand-in.
/// </summary>
public sealed class TelegramComplianceTests : RemoteChannelCompliance
{
    internal const string Token = "1234567:telegram-token-7f3a9c";
    private const string Chat = "4242";

    protected override IEnumerable<(string Address, string Normal)> GoodAddresses =>
        [("4242", "4242"), ("-1001234567890", "-1001234567890"), ("0042", "42")];

    protected override IEnumerable<string> BadAddresses =>
        ["", "0", "@kwala", "4 2", "4.2", "0x2a", "99999999999999999999", "9999999999999999999"];

    internal override async Task<ChannelUnderTest> BeforeWillingReceiver()
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        var server = await TelegramTestServer.Start();
        var seen = 0;
        return new ChannelUnderTest(ChannelName.Telegram, Chat, Settings(server.Url), Token, Token.Split(':')[1])
        {
            Server = server,
            // Telegram carries no key; what must stay the same from attempt to attempt is the text, but for the note.
            NextKey = async () => (await server.SentByBot(Token))[seen++].GetProperty("text").GetString()!
                .Replace("\n\n<i>You may have received this message already.</i>", "", StringComparison.Ordinal),
        };
    }

    internal override Task<(ChannelUnderTest Under, TimeSpan Wait)> BeforeBusyReceiver() => Task.FromResult((
        Answering(429, """{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":34}}"""),
        TimeSpan.FromSeconds(34)));

    internal override Task<ChannelUnderTest> BeforeGoneRecipient() => Task.FromResult(
        Answering(403, """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"""));

    internal override Task<ChannelUnderTest> BeforeRefusingReceiver() => Task.FromResult(
        Answering(400, """{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}"""));

    internal override Task<ChannelUnderTest> BeforeSilentReceiver() => Task.FromResult(Before(StandIn.Http(null)));

    internal override Task<ChannelUnderTest> BeforeReceiverThatHangsUp() =>
        Task.FromResult(Before(StandIn.Http("HTTP/1.1 20"u8.ToArray())));

    internal override Task<ChannelUnderTest> BeforeHostile(byte[] answer) =>
        Task.FromResult(Before(StandIn.Http(StandIn.HttpAnswer(200, answer))));

    internal override Task<ChannelUnderTest> BeforeEcho() => Task.FromResult(Answering(
        400, $$"""{"ok":false,"description":"Bad Request: {{Token}} at /bot{{Uri.EscapeDataString(Token)}}/"}"""));

    internal override ChannelUnderTest BeforeClosedPort(int port) => Before(new Uri($"http://127.0.0.1:{port}/"));

    internal override ChannelUnderTest BeforeUnknownHost() => Before(new Uri("https://bot.invalid/"));

    internal static ChannelUnderTest Answering(int status, string body) =>
        Before(StandIn.Http(StandIn.HttpAnswer(status, Encoding.UTF8.GetBytes(body))));

    private static ChannelUnderTest Before(StandIn server) =>
        new(
            ChannelName.Telegram,
            Chat,
            Settings(new Uri($"http://127.0.0.1:{server.Port}/")),
            Token,
            Token.Split(':')[1])
        {
            Server = server,
            Arrived = () => server.Arrived,
        };

    private static ChannelUnderTest Before(Uri url) =>
        new(ChannelName.Telegram, Chat, Settings(url), Token, Token.Split(':')[1]);

    internal static Dictionary<string, string?> Settings(Uri url) => new()
    {
        ["Kwala:Channels:Telegram:BotToken"] = Token,
        ["Kwala:Channels:Telegram:BotName"] = "kwala_test_bot",
        ["Kwala:Channels:Telegram:BaseUrl"] = url.AbsoluteUri,
        ["Kwala:Channels:Telegram:TimeLimit"] = "00:00:07",
    };
}
