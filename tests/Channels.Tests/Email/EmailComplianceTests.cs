using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.TestKit;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Email;

/// <summary>
/// Against smtp-server with STARTTLS and AUTH, its silence included; answers that no real server gives from a stand-in.
/// </summary>
public sealed class EmailComplianceTests : RemoteChannelCompliance
{
    protected override IEnumerable<(string Address, string Normal)> GoodAddresses =>
        [("Owner@Example.ORG", "Owner@example.org"), ("a.b+c@x-y.example", "a.b+c@x-y.example")];

    protected override IEnumerable<string> BadAddresses =>
    [
        "", "owner", "@example.org", "owner@", "owner@localhost", "a b@example.org", "a..b@example.org",
        "a@exa_mple.org",
        "a@-x.org", "ö@example.org", "\"a\"@example.org", "a@[127.0.0.1]", "a@example.org>\r\nRCPT TO:<b@example.org",
        "a@example.org\r\nBcc: b@example.org", "<a@example.org>", "a@b@example.org",
        new string('a', 65) + "@example.org",
    ];

    internal override Task<ChannelUnderTest> BeforeWillingReceiver() => BeforeSmtpServer("owner@example.org");

    internal override async Task<(ChannelUnderTest Under, TimeSpan Wait)> BeforeBusyReceiver() =>
        (await BeforeSmtpServer("busy@example.org"), TimeSpan.FromMinutes(2));

    internal override Task<ChannelUnderTest> BeforeGoneRecipient() => BeforeSmtpServer("gone@example.org");

    internal override Task<ChannelUnderTest> BeforeRefusingReceiver() => BeforeSmtpServer("refused@example.org");

    internal override Task<ChannelUnderTest> BeforeSilentReceiver() => BeforeSmtpServer("silent@example.org");

    internal override Task<ChannelUnderTest> BeforeReceiverThatHangsUp() =>
        Task.FromResult(BeforeStandIn(StandIn.Smtp("25"u8.ToArray())));

    internal override Task<ChannelUnderTest> BeforeHostile(byte[] answer) =>
        Task.FromResult(BeforeStandIn(StandIn.Smtp(answer)));

    internal override Task<ChannelUnderTest> BeforeEcho() => Task.FromResult(BeforeStandIn(StandIn.Greeting(
        System.Text.Encoding.ASCII.GetBytes($"554 5.7.8 no {SmtpTestServer.Password} here\r\n"))));

    internal override ChannelUnderTest BeforeClosedPort(int port) => Before("127.0.0.1", port);

    internal override ChannelUnderTest BeforeUnknownHost()
    {
        var settings = Settings("mail.invalid", 587);
        settings["Kwala:Channels:Email:Tls"] = "StartTls";
        return new ChannelUnderTest(ChannelName.Email, "owner@example.org", settings, SmtpTestServer.Password);
    }

    internal static async Task<ChannelUnderTest> BeforeSmtpServer(
        string address, Action<Dictionary<string, string?>, SmtpTestServer>? change = null)
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        var server = await SmtpTestServer.Start();
        var certificate = new TemporaryFile(server.CertificatePem);
        var settings = Settings("localhost", server.Port);
        settings["Kwala:Channels:Email:Tls"] = "StartTls";
        settings["Kwala:Channels:Email:TrustedCertificatesFile"] = certificate.Path;
        change?.Invoke(settings, server);
        return new ChannelUnderTest(ChannelName.Email, address, settings, SmtpTestServer.Password)
        {
            Server = new Both(server, certificate),
            Arrived = () => server.NextMail(),
            NextKey = async () => (await server.NextMail().OrFail("no mail has come")).MessageId!,
        };
    }

    internal static ChannelUnderTest BeforeStandIn(
        StandIn server, Action<Dictionary<string, string?>>? change = null)
    {
        var settings = Settings("127.0.0.1", server.Port);
        change?.Invoke(settings);
        return new ChannelUnderTest(ChannelName.Email, "owner@example.org", settings, SmtpTestServer.Password)
        {
            Server = server,
            Arrived = () => server.Arrived,
        };
    }

    private static ChannelUnderTest Before(string host, int port) =>
        new(ChannelName.Email, "owner@example.org", Settings(host, port), SmtpTestServer.Password);

    private static Dictionary<string, string?> Settings(string host, int port) => new()
    {
        ["Kwala:Channels:Email:Host"] = host,
        ["Kwala:Channels:Email:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Kwala:Channels:Email:Tls"] = "None",
        ["Kwala:Channels:Email:User"] = SmtpTestServer.User,
        ["Kwala:Channels:Email:Password"] = SmtpTestServer.Password,
        ["Kwala:Channels:Email:From"] = "Kwala Älerts <alerts@kwala.example>",
        ["Kwala:Channels:Email:TimeLimit"] = "00:00:07",
    };

    internal sealed record Both(SmtpTestServer Smtp, TemporaryFile File) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            File.Dispose();
            await Smtp.DisposeAsync();
        }
    }
}

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string content) => File.WriteAllText(Path, content);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
