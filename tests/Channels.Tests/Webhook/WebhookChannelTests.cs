using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Kwala.Channels.Http;
using Kwala.Channels.Tests.Compliance;
using Kwala.Channels.Webhook;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Webhook;

public sealed class WebhookChannelTests
{
    /// <summary>The vector that the reference libraries of Standard Webhooks share.</summary>
    [Fact]
    public void Signature_is_that_of_the_published_vector() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!
            .Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}"""u8));

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_not base64 at all, whatever its length", false)]
    [InlineData("whsec_", false)]
    public void Secret_is_24_to_64_bytes_in_base64(string text, bool good) =>
        Assert.Equal(good, WebhookSecret.Parse(text) is not null);

    [SkippableFact]
    public async Task Receiver_gets_the_facts_and_the_words_and_verifies_them()
    {
        await using var under = await WebhookComplianceTests.BeforeReceiver("hook");

        await under.Send(ChannelUnderTest.Message(under.Address) with
        {
            Fields = ImmutableSortedDictionary<string, string>.Empty.Add("häalth", "1 < 2 \"quoted\""),
        });

        var request = await ((WebhookTestReceiver)under.Server!).NextRequest();
        Assert.True(request.Verified, request.Problem);
        Assert.Equal("application/json", request.Headers["content-type"]);
        Assert.DoesNotContain("traceparent", request.Headers.Keys);
        var body = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal("notification.alert", body.GetProperty("type").GetString());
        var data = body.GetProperty("data");
        Assert.Equal(new string('a', 64), data.GetProperty("key").GetString());
        Assert.Equal("liquidation-risk", data.GetProperty("kind").GetString());
        Assert.Equal("critical", data.GetProperty("lane").GetString());
        Assert.Equal("urgent", data.GetProperty("urgency").GetString());
        Assert.Equal("Your health factor fell to 1.05.", data.GetProperty("text").GetString());
        Assert.Equal("1 < 2 \"quoted\"", data.GetProperty("fields").GetProperty("häalth").GetString());
        Assert.Equal("log-1", data.GetProperty("correlationId").GetString());
    }

    [SkippableFact]
    public async Task Owner_changes_over_to_the_next_secret_while_both_are_signed_with()
    {
        await using var under = await WebhookComplianceTests.BeforeReceiver("hook"); // It knows the first secret.
        var receiver = (WebhookTestReceiver)under.Server!;
        var (second, third) = (under.Address + "#2", under.Address + "#3");

        Assert.True(await Verifies(second));
        await receiver.Know(WebhookComplianceTests.SecretOf(second));
        Assert.True(await Verifies(second));
        Assert.True(await Verifies(third));
        await receiver.Know(WebhookComplianceTests.SecretOf(under.Address));
        Assert.False(await Verifies(third));

        async Task<bool> Verifies(string address)
        {
            await under.Send(ChannelUnderTest.Message(address));
            var request = await receiver.NextRequest();
            Assert.Equal("/hook", request.Path);
            return request.Verified;
        }
    }

    [SkippableFact]
    public async Task All_owners_change_over_to_a_new_key_while_the_old_one_stands_behind_it()
    {
        var newKey = new byte[32];
        await using var under = await WebhookComplianceTests.BeforeReceiver("hook", settings =>
        {
            settings["Kwala:Channels:Webhook:OwnerKeys:1"] = settings["Kwala:Channels:Webhook:OwnerKeys:0"];
            settings["Kwala:Channels:Webhook:OwnerKeys:0"] = Convert.ToBase64String(newKey);
        });
        var receiver = (WebhookTestReceiver)under.Server!;

        Assert.IsType<SendOutcome.Delivered>(await under.Send());
        await receiver.Know(WebhookComplianceTests.SecretOf(under.Address, newKey));
        Assert.IsType<SendOutcome.Delivered>(await under.Send());
    }

    /// <summary>Else an owner could speak to another one, or to the protocol, in our name.</summary>
    [SkippableFact]
    public async Task Receiver_refuses_what_was_signed_for_another_wallet_or_URL_or_for_the_protocol()
    {
        await using var under = await WebhookComplianceTests.BeforeReceiver("hook", settings =>
        {
            settings["Kwala:Channels:Webhook:Secrets:0"] = WebhookComplianceTests.Secret;
            settings["Kwala:Channels:Webhook:Url"] = "https://protocol.example/";
        });
        var receiver = (WebhookTestReceiver)under.Server!;
        var message = ChannelUnderTest.Message(under.Address);

        Assert.IsType<SendOutcome.Delivered>(await under.Send());
        Assert.IsType<SendOutcome.Rejected>(await under.Send(message with { Wallet = "0x" + new string('b', 40) }));
        Assert.IsType<SendOutcome.Rejected>(await under.Send(message with { Address = under.Address + "?other" }));
        await receiver.Know(WebhookComplianceTests.Secret);
        Assert.IsType<SendOutcome.Rejected>(await under.Send());
    }

    [SkippableFact]
    public async Task Second_attempt_has_the_same_body()
    {
        await using var under = await WebhookComplianceTests.BeforeReceiver("hook");
        var receiver = (WebhookTestReceiver)under.Server!;

        await under.Send();
        under.Time.Advance(TimeSpan.FromSeconds(90));
        await under.Send(ChannelUnderTest.Message(under.Address) with { MayBeRepeat = true });

        var (first, second) = (await receiver.NextRequest(), await receiver.NextRequest());
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Headers["webhook-timestamp"], second.Headers["webhook-timestamp"]);
    }

    /// <summary>Strangers' private addresses stay forbidden beside it.</summary>
    [SkippableFact]
    public async Task Wallet_without_a_webhook_of_its_own_is_told_to_the_protocols()
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        await using var receiver = await WebhookTestReceiver.Start(WebhookComplianceTests.Secret);
        await using var under = new ChannelUnderTest(ChannelName.Webhook, "", new()
        {
            ["Kwala:Channels:Webhook:Secrets:0"] = "whsec_" + Convert.ToBase64String(new byte[32]),
            ["Kwala:Channels:Webhook:Secrets:1"] = WebhookComplianceTests.Secret, // It changes over.
            ["Kwala:Channels:Webhook:OwnerKeys:0"] = Convert.ToBase64String(new byte[32]),
            ["Kwala:Channels:Webhook:Url"] = receiver.Url.AbsoluteUri,
        });

        Assert.False(under.Channel.NeedsAddress);
        Assert.IsType<SendOutcome.Delivered>(await under.Send());
        Assert.True((await receiver.NextRequest()).Verified);
        Assert.IsType<SendOutcome.Rejected>(
            await under.Send(ChannelUnderTest.Message($"https://localhost:{receiver.Url.Port}/")));
    }

    [Fact]
    public async Task Without_a_key_for_their_secrets_owners_have_no_webhooks()
    {
        await using var under = new ChannelUnderTest(ChannelName.Webhook, "", new()
        {
            ["Kwala:Channels:Webhook:Secrets:0"] = WebhookComplianceTests.Secret,
            ["Kwala:Channels:Webhook:Url"] = "https://protocol.example/",
        });

        var problem = Assert.IsType<AddressCheck.Invalid>(under.Channel.Check("https://owner.example/")).Problem;

        Assert.Contains("OwnerKeys", problem, StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Rejected>(await under.Send(ChannelUnderTest.Message("https://owner.example/")));
    }

    [SkippableFact]
    public async Task Redirect_is_not_followed()
    {
        await using var under = await WebhookComplianceTests.BeforeReceiver("redirect");
        var receiver = (WebhookTestReceiver)under.Server!;

        await under.Send();
        await under.Send(ChannelUnderTest.Message(new Uri(receiver.Url, "last").AbsoluteUri));

        Assert.Equal("/redirect", (await receiver.NextRequest()).Path);
        Assert.Equal("/last", (await receiver.NextRequest()).Path);
    }

    [Theory]
    [InlineData(200, "", typeof(SendOutcome.Delivered))]
    [InlineData(204, "", typeof(SendOutcome.Delivered))]
    [InlineData(301, "Location: http://127.0.0.1/\r\n", typeof(SendOutcome.Rejected))]
    [InlineData(400, "", typeof(SendOutcome.Rejected))]
    [InlineData(404, "", typeof(SendOutcome.Rejected))]
    [InlineData(408, "", typeof(SendOutcome.Unreachable))]
    [InlineData(410, "", typeof(SendOutcome.RecipientGone))]
    [InlineData(429, "", typeof(SendOutcome.Throttled))]
    [InlineData(500, "", typeof(SendOutcome.Unknown))]
    [InlineData(503, "", typeof(SendOutcome.Unknown))]
    [InlineData(503, "Retry-After: 120\r\n", typeof(SendOutcome.Throttled))]
    [InlineData(504, "", typeof(SendOutcome.Unknown))]
    public async Task Status_counts_for_what_it_proves(int status, string headers, Type expected)
    {
        await using var under = WebhookComplianceTests.Before(StandIn.Http(StandIn.HttpAnswer(status, [], headers)));

        Assert.IsType(expected, await under.Send());
    }

    [Theory]
    [InlineData("Retry-After: 120\r\n", 120)]
    [InlineData("Retry-After: 999999999\r\n", 86_400)]
    [InlineData("Retry-After: -3\r\n", 30)]
    [InlineData("Retry-After: soon\r\n", 30)]
    [InlineData("Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n", 30)]
    [InlineData("", 30)]
    public async Task Wait_is_what_was_asked_within_reason(string headers, int seconds)
    {
        await using var under = WebhookComplianceTests.Before(StandIn.Http(StandIn.HttpAnswer(429, [], headers)));

        Assert.Equal(new SendOutcome.Throttled(TimeSpan.FromSeconds(seconds)), await under.Send());
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.100.100.200", false)] // Metadata of Alibaba Cloud.
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)] // Azure's host agent.
    [InlineData("169.254.169.254", false)] // Metadata of most clouds.
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.192", false)] // Metadata of Oracle Cloud.
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)] // NAT64 of 127.0.0.1.
    [InlineData("2002:7f00:1::", false)] // 6to4 of 127.0.0.1.
    [InlineData("2001:0:1::", false)] // Teredo.
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)] // Metadata of AWS.
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_told_from_the_rest(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")] // 127.0.0.1 as one number.
    [InlineData("https://0x7f.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("http://example.org/")]
    public void Private_literal_and_http_are_told_at_once(string url)
    {
        var under = Strict(url);

        Assert.IsType<AddressCheck.Invalid>(under.Channel.Check(url));
    }

    [Theory]
    [InlineData("https://user:word@owner.example/", 0, "Leave user and password out")]
    [InlineData("https://owner.example/", 2048, "at most 2048 characters")]
    public void Address_that_cannot_be_a_webhook_is_refused_with_the_reason(string url, int more, string problem) =>
        Assert.Contains(
            problem,
            Assert.IsType<AddressCheck.Invalid>(Strict(url).Channel.Check(url + new string('a', more))).Problem,
            StringComparison.Ordinal);

    [Fact]
    public async Task Name_that_stands_for_a_private_address_is_refused_when_it_is_connected_to()
    {
        await using var server = new StandIn((_, server, _) =>
        {
            server.SayArrived(); // It is hung up on anybody who comes.
            return Task.CompletedTask;
        });
        var url = $"https://localhost:{server.Port}/";
        await using var under = Strict(url);

        Assert.IsType<AddressCheck.Valid>(under.Channel.Check(url)); // A name is not resolved for the check.
        var reason = Assert.IsType<SendOutcome.Rejected>(await under.Send()).Reason;

        Assert.Contains("private", reason, StringComparison.Ordinal);
        Assert.False(server.Arrived.IsCompleted);
    }

    [Fact]
    public async Task Status_holds_although_the_body_never_ends()
    {
        var head = StandIn.HttpAnswer(200, "start"u8, "Content-Length: 1000\r\n");
        await using var server = new StandIn(async (stream, _, stop) =>
        {
            await StandIn.ReadHttpBody(stream, stop);
            await stream.WriteAsync(head, stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        });
        await using var under = WebhookComplianceTests.Before($"http://127.0.0.1:{server.Port}/");

        Assert.IsType<SendOutcome.Delivered>(await under.Send()); // The clock stands still: nothing was waited for.
    }

    private static ChannelUnderTest Strict(string url) => new(ChannelName.Webhook, url, new()
    {
        ["Kwala:Channels:Webhook:OwnerKeys:0"] = Convert.ToBase64String(new byte[32]),
    });
}
