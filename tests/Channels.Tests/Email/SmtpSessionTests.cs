using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kwala.Channels.Email;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.TestKit;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Email;

/// <summary>What is said to a mail server, step by step, and what a step without an answer comes to.</summary>
public sealed class SmtpSessionTests
{
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _hungUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Plain { get; } = Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"\0{SmtpTestServer.User}\0{SmtpTestServer.Password}"));

    [Theory]
    [InlineData("192.0.2.7", "[192.0.2.7]")]
    [InlineData("::ffff:192.0.2.7", "[192.0.2.7]")]
    [InlineData("2001:db8::7", "[IPv6:2001:db8::7]")]
    [InlineData("fe80::7%3", "[IPv6:fe80::7]")]
    public void Greets_by_an_address_literal(string address, string literal) =>
        Assert.Equal(literal, SmtpSession.Literal(IPAddress.Parse(address)));

    [Fact]
    public async Task Every_step_is_taken_once_and_then_the_connection_is_closed()
    {
        await using var under = Before(Server());

        Assert.Equal(new SendOutcome.Delivered("250 taken"), await under.Send());

        await _hungUp.Task.OrFail("the connection is still open");
        Assert.Equal(
            [
                "EHLO [127.0.0.1]", $"AUTH PLAIN {Plain}", "MAIL FROM:<alerts@kwala.example>",
                "RCPT TO:<owner@example.org>", "DATA", ".", "QUIT",
            ],
            _said);
    }

    [Theory]
    [InlineData("MAIL", "550 5.1.1 who are you?", typeof(SendOutcome.Rejected))]
    [InlineData("RCPT", "550 5.1.1 who is that?", typeof(SendOutcome.RecipientGone))]
    [InlineData("DATA", "550 5.1.1 not now", typeof(SendOutcome.Rejected))]
    [InlineData("DATA", "250 what?", typeof(SendOutcome.Unreachable))]
    [InlineData("AUTH", "334 go on", typeof(SendOutcome.Unreachable))]
    public async Task Refusal_counts_for_the_step_that_it_answers(string step, string answer, Type expected)
    {
        await using var under = Before(Server((step, answer)));

        Assert.IsType(expected, await under.Send());

        Assert.DoesNotContain(".", _said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("EHLO")]
    [InlineData("STARTTLS")]
    [InlineData("AUTH")]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task Step_without_an_answer_ends_with_the_time_limit_and_nothing_was_sent(string step)
    {
        await using var under = step == "STARTTLS"
            ? Before(Server(("EHLO", "250-x\r\n250 STARTTLS"), (step, null)), "StartTls")
            : Before(Server((step, null)));

        var send = under.Send();
        await under.Arrived().OrFail("nothing has arrived");
        under.Time.Advance(ChannelUnderTest.TimeLimit);

        Assert.Equal(new SendOutcome.Unreachable("No answer within 7 s."), await send);
    }

    [Fact]
    public async Task Handshake_without_an_answer_ends_with_the_time_limit()
    {
        await using var under = Before(
            new StandIn(async (stream, server, stop) =>
            {
                await stream.WriteAsync("220 hi\r\n250-x\r\n250 STARTTLS\r\n"u8.ToArray(), stop);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await reader.ReadLineAsync(stop) != "STARTTLS")
                {
                    // Its greeting.
                }
                await stream.WriteAsync("220 go\r\n"u8.ToArray(), stop);
                await stream.ReadExactlyAsync(new byte[1], stop); // The handshake's first byte.
                server.SayArrived();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }),
            "StartTls");

        var send = under.Send();
        await under.Arrived().OrFail("no handshake has begun");
        under.Time.Advance(ChannelUnderTest.TimeLimit);

        Assert.Equal(new SendOutcome.Unreachable("No answer within 7 s."), await send);
    }

    [Fact]
    public async Task Mail_that_the_server_stops_reading_ends_with_the_time_limit_and_was_not_taken()
    {
        await using var under = Before(new StandIn(async (stream, server, stop) =>
        {
            stream.Socket.ReceiveBufferSize = 4096;
            await stream.WriteAsync("220 hi\r\n250-x\r\n250 AUTH PLAIN\r\n235 in\r\n250 ok\r\n250 ok\r\n"u8.ToArray(), stop);
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync(stop) != "DATA")
            {
                // What comes before it.
            }
            await stream.WriteAsync("354 go on\r\n"u8.ToArray(), stop);
            server.SayArrived();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }));
        var long256 = new string('€', 256 * 1024);

        var send = under.Send(ChannelUnderTest.Message(under.Address) with
        {
            Content = new RenderedMessage("long", long256, long256),
        });
        await under.Arrived().OrFail("nothing has arrived");
        under.Time.Advance(ChannelUnderTest.TimeLimit);

        Assert.Equal(new SendOutcome.Unreachable("No answer within 7 s."), await send);
    }

    [Fact]
    public async Task Server_that_takes_STARTTLS_back_is_told_nothing_more()
    {
        await using var under = Before(
            Server(("EHLO", "250-x\r\n250 STARTTLS"), ("STARTTLS", "454 4.7.0 not today")), "StartTls");

        Assert.Equal(new SendOutcome.Unreachable("454 4.7.0 not today"), await under.Send());

        Assert.Equal(["EHLO [127.0.0.1]", "STARTTLS"], _said);
    }

    [Fact]
    public async Task Server_without_a_sign_in_that_we_know_gets_no_mail()
    {
        await using var under = Before(Server(("EHLO", "250-x\r\n250 AUTH CRAM-MD5")));

        Assert.Equal(
            new SendOutcome.Unreachable("The server offers neither AUTH PLAIN nor AUTH LOGIN."), await under.Send());

        Assert.Equal(["EHLO [127.0.0.1]"], _said);
    }

    [Fact]
    public async Task Sign_in_that_the_server_echoes_stays_out_of_the_outcome()
    {
        await using var under = Before(Server(("AUTH", $"535 5.7.8 not {Plain}")));

        Assert.Equal(new SendOutcome.Unreachable("535 5.7.8 not ***"), await under.Send());
    }

    [Fact]
    public async Task Offers_are_read_in_any_case()
    {
        await using var under = Before(Server(("EHLO", "250-x\r\n250 auth plain")));

        Assert.IsType<SendOutcome.Delivered>(await under.Send());
    }

    [Fact]
    public async Task Only_what_is_offered_under_TLS_counts()
    {
        using var certificate = CertificateOfLoopback();
        using var trusted = new TemporaryFile(certificate.ExportCertificatePem());
        await using var under = Before(
            new StandIn(async (stream, _, stop) =>
            {
                await Talk(
                    stream,
                    "220 hi",
                    [("EHLO", "250-x\r\n250-AUTH LOGIN\r\n250 starttls"), ("STARTTLS", "220 go")],
                    stop);
                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(certificate);
                await Talk(tls, null, [("EHLO", "250-x\r\n250 AUTH PLAIN"), ("AUTH", "535 5.7.8 no")], stop);
            }),
            "StartTls",
            trusted.Path);

        Assert.Equal(new SendOutcome.Unreachable("535 5.7.8 no"), await under.Send());

        Assert.Equal(["EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]", $"AUTH PLAIN {Plain}"], _said);
    }

    [Fact]
    public async Task Leave_that_cannot_be_taken_changes_nothing()
    {
        await using var session = new SmtpSession(new SmtpOptions(), null);

        await session.Quit(new CancellationToken(canceled: true));
    }

    // Says so much, then reads a line for each answer.
    private async Task Talk(
        Stream stream, string? first, (string Step, string Answer)[] answers, CancellationToken stop)
    {
        if (first is not null) await Say(first);
        foreach (var (step, answer) in answers)
        {
            var line = await ReadLine(stream, stop);
            _said.Enqueue(line);
            Assert.StartsWith(step, line, StringComparison.Ordinal);
            await Say(answer);
        }

        async Task Say(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), stop);
    }

    // Byte by byte: what follows may be a handshake.
    private static async Task<string> ReadLine(Stream stream, CancellationToken stop)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }

    // Answers each step as a willing server does unless told otherwise; null never answers.
    private StandIn Server(params (string Step, string? Answer)[] others)
    {
        var answers = new Dictionary<string, string?>
        {
            [""] = "220 hi",
            ["EHLO"] = "250-x\r\n250 AUTH PLAIN",
            ["AUTH"] = "235 in",
            ["MAIL"] = "250 fine",
            ["RCPT"] = "250 fine",
            ["DATA"] = "354 go on",
            ["."] = "250 taken",
            ["QUIT"] = "221 bye",
        };
        foreach (var (step, answer) in others) answers[step] = answer;
        return new StandIn(async (stream, server, stop) =>
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            await Answer("");
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                var step = line.Split(' ')[0];
                if (step.Length == 0 || !answers.ContainsKey(step)) continue; // A line of the mail.
                _said.Enqueue(line);
                await Answer(step);
            }
            _hungUp.TrySetResult();

            async Task Answer(string step)
            {
                if (answers[step] is { } answer)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stop);
                    return;
                }
                server.SayArrived();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
        });
    }

    private static ChannelUnderTest Before(StandIn server, string tls = "None", string? trusted = null) =>
        EmailComplianceTests.BeforeStandIn(server, settings =>
        {
            settings["Kwala:Channels:Email:Tls"] = tls;
            settings["Kwala:Channels:Email:TrustedCertificatesFile"] = trusted;
        });

    private static X509Certificate2 CertificateOfLoopback()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=stand-in", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
