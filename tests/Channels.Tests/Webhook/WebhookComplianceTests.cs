using System.Security.Cryptography;
using System.Text;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Webhook;

/// <summary>
/// Against a receiver that verifies with the reference library of Standard Webhooks (it answers 401 to what it cannot
/// verify); silence and hostile answers from a stand-in.
/// </summary>
public sealed class WebhookComplianceTests : RemoteChannelCompliance
{
    internal static readonly string Secret =
        "whsec_" + Convert.ToBase64String(SHA256.HashData("webhook compliance"u8));

    private static readonly byte[] OwnerKey = SHA256.HashData("webhook compliance of owners"u8);

    protected override IEnumerable<(string Address, string Normal)> GoodAddresses =>
    [
        ("https://Example.ORG/hook?a=b", "https://example.org/hook?a=b"),
        ("http://example.org:8080/", "http://example.org:8080/"), // These fixtures allow http and private addresses.
        ("https://example.org/#1", "https://example.org/"),
        ("https://example.org#2", "https://example.org/#2"),
        ("https://example.org/hook#9999", "https://example.org/hook#9999"),
    ];

    protected override IEnumerable<string> BadAddresses =>
    [
        "", "example.org/hook", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)",
        "https://user:password@example.org/", "https://example.org/#fragment", "https://example.org/#",
        "https://example.org/#0", "https://example.org/#-1", "https://example.org/#10000", "https://example.org/#2#2",
        "https://" + new string('a', 2100) + ".org/",
    ];

    internal override Task<ChannelUnderTest> BeforeWillingReceiver() => BeforeReceiver("hook");

    internal override async Task<(ChannelUnderTest Under, TimeSpan Wait)> BeforeBusyReceiver() =>
        (await BeforeReceiver("throttled"), TimeSpan.FromSeconds(7));

    internal override Task<ChannelUnderTest> BeforeGoneRecipient() => BeforeReceiver("status/410");

    internal override Task<ChannelUnderTest> BeforeRefusingReceiver() => BeforeReceiver("redirect");

    internal override Task<ChannelUnderTest> BeforeSilentReceiver() => Task.FromResult(Before(StandIn.Http(null)));

    internal override Task<ChannelUnderTest> BeforeReceiverThatHangsUp() =>
        Task.FromResult(Before(StandIn.Http("HTTP/1.1 20"u8.ToArray())));

    internal override Task<ChannelUnderTest> BeforeHostile(byte[] answer) =>
        Task.FromResult(Before(StandIn.Http(answer)));

    // A status line that is none stands in the client's exception.
    internal override Task<ChannelUnderTest> BeforeEcho() => Task.FromResult(Before(new StandIn(
        async (stream, server, stop) =>
        {
            await StandIn.ReadHttpBody(stream, stop);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(SecretOf($"http://127.0.0.1:{server.Port}/") + " 400\r\n\r\n"), stop);
        })));

    internal override ChannelUnderTest BeforeClosedPort(int port) => Before($"http://127.0.0.1:{port}/");

    internal override ChannelUnderTest BeforeUnknownHost() => Before("https://receiver.invalid/");

    internal static async Task<ChannelUnderTest> BeforeReceiver(
        string path, Action<Dictionary<string, string?>>? change = null)
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        var receiver = await WebhookTestReceiver.Start(Secret);
        var settings = Settings();
        change?.Invoke(settings);
        var url = new Uri(receiver.Url, path).AbsoluteUri;
        await receiver.Know(SecretOf(url));
        return new ChannelUnderTest(ChannelName.Webhook, url, settings, Spoken(url))
        {
            Server = receiver,
            NextKey = async () => (await receiver.NextRequest()).Headers["webhook-id"],
        };
    }

    internal static ChannelUnderTest Before(StandIn server) =>
        new(
            ChannelName.Webhook,
            $"http://127.0.0.1:{server.Port}/",
            Settings(),
            Spoken($"http://127.0.0.1:{server.Port}/"))
        {
            Server = server,
            Arrived = () => server.Arrived,
        };

    internal static ChannelUnderTest Before(string url) =>
        new(ChannelName.Webhook, url, Settings(), Spoken(url));

    /// <summary>The newest secret of an owner's webhook, of the wallet that the tests' messages are about.</summary>
    internal static string SecretOf(string address, byte[]? key = null) =>
        Address.TryParse(ChannelUnderTest.Message("").Wallet, out var wallet)
        && WebhookEndpoint.TryParse(address, out var endpoint)
            ? new WebhookKeyRing(key ?? OwnerKey).SecretsOf(wallet, endpoint)[0]
            : throw new ArgumentException(address);

    internal static Dictionary<string, string?> Settings() => new()
    {
        ["Kwala:Channels:Webhook:OwnerKeys:0"] = Convert.ToBase64String(OwnerKey),
        ["Kwala:Channels:Webhook:AllowHttp"] = "true",
        ["Kwala:Channels:Webhook:AllowPrivateAddresses"] = "true",
        ["Kwala:Channels:Webhook:TimeLimit"] = "00:00:07",
    };

    private static string[] Spoken(string url) =>
        [Convert.ToBase64String(OwnerKey), SecretOf(url), SecretOf(url)["whsec_".Length..]];
}
