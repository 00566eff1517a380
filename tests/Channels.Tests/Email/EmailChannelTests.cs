using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Kwala.TestKit;
using Kwala.TestKit.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Channels.Tests.Email;

/// <summary>Mails as smtp-server took them and postal-mime read them.</summary>
public sealed partial class EmailChannelTests
{
    private static readonly string Key = new('a', 64);

    [SkippableFact]
    public async Task Mail_arrives_over_TLS_signed_in_and_as_it_was_written()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer("owner@example.org");
        var content = new RenderedMessage(
            "Gesundheitsfaktor 1,05 — händle jetzt! 😀 " + new string('ß', 120),
            ".one dot\n..two dots\n\ntrailing space \n" + new string('ä', 200) + "\nFrom here\n.",
            "<p>Grüße = <b>fett</b></p>\n.\n<a href=\"https://example.org/?a=1&amp;b=2\">x</a>");

        await under.Send(ChannelUnderTest.Message(under.Address) with { Content = content });

        var mail = await Received(under);
        Assert.True(mail.Secure);
        Assert.Equal(SmtpTestServer.User, mail.User);
        Assert.Equal("alerts@kwala.example", mail.From);
        Assert.Equal(["owner@example.org"], mail.To);
        Assert.Equal(content.Title, mail.Subject);
        Assert.StartsWith(content.Text, Lf(mail.Text), StringComparison.Ordinal);
        Assert.Contains(content.Html!, Lf(mail.Html), StringComparison.Ordinal);
        Assert.All(mail.Raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78 + 40));
        Assert.DoesNotMatch(BareLineBreak(), mail.Raw);
        Assert.All(mail.Raw, c => Assert.InRange(c, (char)9, (char)126));
    }

    [SkippableFact]
    public async Task Headers_say_who_when_which_and_how_to_stop()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer("owner@example.org");
        var now = under.Time.GetUtcNow();

        await under.Send();

        var mail = await Received(under);
        Assert.Equal($"<{Key}@kwala.example>", mail.MessageId);
        Assert.Equal([$"{now:ddd, dd MMM yyyy HH:mm:ss} +0000"], mail.Header("date"));
        Assert.Equal(["<https://kwala.example/u/abc?a=1&b=2>"], mail.Header("list-unsubscribe"));
        Assert.Equal(["List-Unsubscribe=One-Click"], mail.Header("list-unsubscribe-post"));
        Assert.Equal(["auto-generated"], mail.Header("auto-submitted"));
        Assert.Equal(["high"], mail.Header("importance"));
        Assert.Contains("https://kwala.example/u/abc?a=1&b=2", mail.Text, StringComparison.Ordinal);
        Assert.Null(mail.Html);
    }

    [SkippableTheory]
    [InlineData(Urgency.Gentle, "http://kwala.example/u", false)]
    [InlineData(Urgency.Standard, null, true)]
    public async Task Only_what_applies_is_said(Urgency urgency, string? unsubscribe, bool mayBeRepeat)
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer("owner@example.org");

        await under.Send(ChannelUnderTest.Message(under.Address) with
        {
            Urgency = urgency,
            UnsubscribeUrl = unsubscribe is null ? null : new Uri(unsubscribe),
            MayBeRepeat = mayBeRepeat,
        });

        var mail = await Received(under);
        Assert.Empty(mail.Header("importance"));
        Assert.Empty(mail.Header("list-unsubscribe")); // RFC 8058 allows https alone.
        Assert.Empty(mail.Header("list-unsubscribe-post"));
        Assert.Equal(mayBeRepeat, mail.Text!.Contains("already", StringComparison.Ordinal));
        Assert.Equal(unsubscribe is not null, mail.Text.Contains("Stop these messages", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Answers_stand_under_the_text_as_links()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer("owner@example.org");

        await under.Send(ChannelUnderTest.Message(under.Address) with
        {
            Content = new RenderedMessage("T", "text", "<p>html</p>"),
            Answers =
            [
                new MessageLink("Useful", new Uri("https://kwala.example/l/a?b=1&c=2")),
                new MessageLink("Not now", new Uri("https://kwala.example/l/b")),
            ],
        });

        var mail = await Received(under);
        Assert.Contains(
            "text\n\nUseful: https://kwala.example/l/a?b=1&c=2\nNot now: https://kwala.example/l/b\n",
            Lf(mail.Text),
            StringComparison.Ordinal);
        Assert.Contains(
            "<p><a href=\"https://kwala.example/l/a?b=1&amp;c=2\">Useful</a> · "
            + "<a href=\"https://kwala.example/l/b\">Not now</a></p>",
            Lf(mail.Html),
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Text_cannot_begin_a_header_or_a_part_of_its_own()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer("owner@example.org");
        var evil = $"Hi\r\nBcc: victim@example.org\r\n\r\n--=_{Key}--\r\nbody";

        await under.Send(ChannelUnderTest.Message(under.Address) with
        {
            Content = new RenderedMessage(evil, evil, evil),
        });

        var mail = await Received(under);
        Assert.Empty(mail.Header("bcc"));
        Assert.StartsWith("Hi  Bcc: victim@example.org", mail.Subject, StringComparison.Ordinal);
        Assert.StartsWith(Lf(evil), Lf(mail.Text), StringComparison.Ordinal);
        Assert.Contains(Lf(evil), Lf(mail.Html), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Confirmation_asks_with_the_link_and_its_end()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer("owner@example.org");
        var confirmation = under.Services.GetRequiredService<IAddressConfirmation>();
        var link = new Uri("https://kwala.example/confirm?t=abc&x=1");
        var expires = new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero);

        var outcome = await confirmation.Ask(
            new ConfirmationRequest(Key, under.Address, "0xaa", link, expires), CancellationToken.None);

        var mail = await Received(under);
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal(ChannelName.Email, confirmation.Channel);
        Assert.Contains(link.AbsoluteUri, mail.Text, StringComparison.Ordinal);
        Assert.Contains("0xaa", mail.Text, StringComparison.Ordinal);
        Assert.Contains("until 2026-11-21 08:30 UTC", mail.Text, StringComparison.Ordinal);
        Assert.Contains(
            "<a href=\"https://kwala.example/confirm?t=abc&amp;x=1\">", mail.Html, StringComparison.Ordinal);
        Assert.Empty(mail.Header("list-unsubscribe"));
    }

    [SkippableFact]
    public async Task Server_whose_certificate_nobody_vouches_for_gets_nothing()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer(
            "owner@example.org", (settings, _) => settings.Remove("Kwala:Channels:Email:TrustedCertificatesFile"));

        var reason = Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason;

        Assert.Contains("certificate", reason, StringComparison.OrdinalIgnoreCase);
    }

    [SkippableFact]
    public async Task Certificate_for_another_name_is_refused()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer(
            "owner@example.org", (settings, _) => settings["Kwala:Channels:Email:Host"] = "127.0.0.1");

        Assert.IsType<SendOutcome.Unreachable>(await under.Send());
    }

    [SkippableFact]
    public async Task Wrong_password_is_no_fault_of_the_message()
    {
        await using var under = await EmailComplianceTests.BeforeSmtpServer(
            "owner@example.org", (settings, _) => settings["Kwala:Channels:Email:Password"] = "another-password");

        var reason = Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason;

        Assert.StartsWith("535", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_STARTTLS_gets_neither_password_nor_mail()
    {
        await using var server = StandIn.Smtp("250 ok\r\n"u8.ToArray());
        await using var under = new ChannelUnderTest(ChannelName.Email, "owner@example.org", new()
        {
            ["Kwala:Channels:Email:Host"] = "127.0.0.1",
            ["Kwala:Channels:Email:Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Kwala:Channels:Email:From"] = "alerts@kwala.example",
        });

        var reason = Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason;

        Assert.Contains("STARTTLS", reason, StringComparison.Ordinal);
        Assert.False(server.Arrived.IsCompleted);
    }

    [Fact]
    public async Task Words_slipped_in_before_TLS_are_not_taken_for_the_servers()
    {
        await using var server = StandIn.Greeting(
            "220 hi\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n250 AUTH PLAIN\r\n"u8.ToArray());
        await using var under = new ChannelUnderTest(ChannelName.Email, "owner@example.org", new()
        {
            ["Kwala:Channels:Email:Host"] = "127.0.0.1",
            ["Kwala:Channels:Email:Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Kwala:Channels:Email:From"] = "alerts@kwala.example",
        });

        var reason = Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason;

        Assert.Contains("between STARTTLS and TLS", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_offers_LOGIN_alone_gets_it_in_three_steps()
    {
        var said = new ConcurrentQueue<string>();
        var server = new StandIn(async (stream, _, stop) =>
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            foreach (var answer in new[] { "220 hi", "250-x\r\n250 AUTH LOGIN", "334 ", "334 ", "535 5.7.8 no" })
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stop);
                said.Enqueue(await reader.ReadLineAsync(stop) ?? "");
            }
        });
        await using var under = EmailComplianceTests.BeforeStandIn(server);

        Assert.StartsWith(
            "535", Assert.IsType<SendOutcome.Unreachable>(await under.Send()).Reason, StringComparison.Ordinal);

        Assert.Equal(
            ["AUTH LOGIN", Base64(SmtpTestServer.User), Base64(SmtpTestServer.Password)], said.Skip(1).Take(3));
    }

    [Fact]
    public async Task Implicit_TLS_is_spoken_from_the_first_byte()
    {
        var first = new TaskCompletionSource<int>();
        await using var server = new StandIn(async (stream, _, stop) =>
        {
            await stream.WriteAsync("220 hi\r\n"u8.ToArray(), stop);
            var bytes = new byte[1];
            first.TrySetResult(await stream.ReadAsync(bytes, stop) == 1 ? bytes[0] : -1);
        });
        await using var under = new ChannelUnderTest(ChannelName.Email, "owner@example.org", new()
        {
            ["Kwala:Channels:Email:Host"] = "127.0.0.1",
            ["Kwala:Channels:Email:Port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Kwala:Channels:Email:Tls"] = "Implicit",
            ["Kwala:Channels:Email:From"] = "alerts@kwala.example",
        });

        Assert.IsType<SendOutcome.Unreachable>(await under.Send());

        Assert.Equal(22, await first.Task.OrFail("not a byte has come")); // A handshake record (RFC 8446, section 5.1).
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Task<ReceivedMail> Received(ChannelUnderTest under) =>
        ((EmailComplianceTests.Both)under.Server!).Smtp.NextMail().OrFail("no mail has come");

    private static string Lf(string? text) => text!.ReplaceLineEndings("\n");

    [GeneratedRegex("[^\r]\n|\r[^\n]")]
    private static partial Regex BareLineBreak();
}
