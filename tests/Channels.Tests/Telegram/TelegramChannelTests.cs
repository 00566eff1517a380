using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Telegram;

public sealed class TelegramChannelTests
{
    private const string Token = TelegramComplianceTests.Token;

    [SkippableTheory]
    [InlineData(Urgency.Gentle, true)]
    [InlineData(Urgency.Standard, false)]
    [InlineData(Urgency.Urgent, false)]
    public async Task Message_goes_as_HTML_without_previews_and_silent_when_gentle(Urgency urgency, bool silent)
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        await using var server = await TelegramTestServer.Start();
        await using var under = new ChannelUnderTest(
            ChannelName.Telegram, "-100123", TelegramComplianceTests.Settings(server.Url), Token);
        var message = ChannelUnderTest.Message("-100123") with
        {
            Urgency = urgency,
            Content = new RenderedMessage("5 < 6", "plain", "<i>rich</i>"),
            UnsubscribeUrl = null,
        };

        var outcome = await under.Send(message);

        var sent = Assert.Single(await server.SentByBot(Token));
        Assert.Equal(new SendOutcome.Delivered("1"), outcome);
        Assert.Equal(-100123, sent.GetProperty("chat_id").GetInt64());
        Assert.Equal("<b>5 &lt; 6</b>\n\n<i>rich</i>", sent.GetProperty("text").GetString());
        Assert.Equal("HTML", sent.GetProperty("parse_mode").GetString());
        Assert.Equal(silent, sent.GetProperty("disable_notification").GetBoolean());
        Assert.True(sent.GetProperty("link_preview_options").GetProperty("is_disabled").GetBoolean());
    }

    [Theory]
    [InlineData(200, """{"ok":true,"result":{"message_id":7}}""", typeof(SendOutcome.Delivered))]
    [InlineData(200, """{"ok":true}""", typeof(SendOutcome.Delivered))]
    [InlineData(200, "", typeof(SendOutcome.Unknown))]
    [InlineData(200, "<html>", typeof(SendOutcome.Unknown))]
    [InlineData(302, "", typeof(SendOutcome.Unreachable))]
    [InlineData(400, """{"ok":false,"description":"Bad Request: chat not found"}""", typeof(SendOutcome.RecipientGone))]
    [InlineData(400, """{"ok":false,"description":"Bad Request: message is too long"}""", typeof(SendOutcome.Rejected))]
    [InlineData(401, """{"ok":false,"description":"Unauthorized"}""", typeof(SendOutcome.Unreachable))]
    [InlineData(403, """{"ok":false,"description":"Forbidden: bot was kicked"}""", typeof(SendOutcome.RecipientGone))]
    [InlineData(403, "<html>a proxy's own page</html>", typeof(SendOutcome.Unreachable))]
    [InlineData(404, """{"ok":false,"description":"Not Found"}""", typeof(SendOutcome.Unreachable))]
    [InlineData(429, """{"ok":false}""", typeof(SendOutcome.Throttled))]
    [InlineData(429, """{"ok":false,"parameters":{"retry_after":-5}}""", typeof(SendOutcome.Throttled))]
    [InlineData(500, """{"ok":false,"description":"Internal Server Error"}""", typeof(SendOutcome.Unreachable))]
    [InlineData(502, "<html>Bad Gateway</html>", typeof(SendOutcome.Unknown))]
    [InlineData(503, "<html>Service Unavailable</html>", typeof(SendOutcome.Unreachable))]
    [InlineData(504, "", typeof(SendOutcome.Unknown))]
    public async Task Answer_counts_for_what_it_proves(int status, string body, Type expected)
    {
        await using var under = TelegramComplianceTests.Answering(status, body);

        Assert.IsType(expected, await under.Send());
    }

    [Theory]
    [InlineData("4503599627370495", true)]
    [InlineData("-4503599627370495", true)]
    [InlineData("4503599627370496", false)]
    [InlineData("-9223372036854775808", false)]
    [InlineData("0", false)]
    public async Task Chat_has_a_number_of_at_most_52_bits(string address, bool good)
    {
        await using var under = TelegramComplianceTests.Answering(200, "");

        Assert.Equal(good, under.Channel.Check(address) is AddressCheck.Valid);
    }

    [Theory]
    [InlineData("86400", 86_400)]
    [InlineData("86401", 30)]
    [InlineData("-1", 30)]
    public async Task Wait_is_what_was_asked_within_a_day(string asked, int seconds)
    {
        await using var under = TelegramComplianceTests.Answering(
            429, $$$"""{"ok":false,"parameters":{"retry_after":{{{asked}}}}}""");

        Assert.Equal(new SendOutcome.Throttled(TimeSpan.FromSeconds(seconds)), await under.Send());
    }

    [Fact]
    public async Task Moved_group_says_where_it_went()
    {
        await using var under = TelegramComplianceTests.Answering(
            400, """{"ok":false,"description":"upgraded","parameters":{"migrate_to_chat_id":-1009}}""");

        var gone = Assert.IsType<SendOutcome.RecipientGone>(await under.Send());

        Assert.Contains("-1009", gone.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_that_Telegram_refuses_goes_again_as_plain_text()
    {
        var requests = new List<JsonElement>();
        await using var server = new StandIn(async (stream, _, stop) =>
        {
            requests.Add(JsonDocument.Parse(await StandIn.ReadHttpBody(stream, stop)).RootElement.Clone());
            var answer = requests.Count == 1
                ? (400, """{"ok":false,"description":"Bad Request: can't parse entities: unclosed"}""")
                : (200, """{"ok":true,"result":{"message_id":9}}""");
            await stream.WriteAsync(StandIn.HttpAnswer(answer.Item1, Encoding.UTF8.GetBytes(answer.Item2)), stop);
        });
        await using var under = new ChannelUnderTest(
            ChannelName.Telegram, "42", TelegramComplianceTests.Settings(new Uri($"http://127.0.0.1:{server.Port}/")));

        var outcome = await under.Send(ChannelUnderTest.Message("42") with
        {
            Content = new RenderedMessage("T", "", "<b>broken &amp; bold"),
            UnsubscribeUrl = null,
        });

        Assert.Equal(new SendOutcome.Delivered("9"), outcome);
        Assert.Equal(2, requests.Count);
        Assert.Equal("T\n\nbroken & bold", requests[1].GetProperty("text").GetString());
        Assert.False(requests[1].TryGetProperty("parse_mode", out _));
    }

    [Fact]
    public async Task Traces_name_the_delivery_and_never_the_token()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => { lock (spans) spans.Add(span); },
        };
        ActivitySource.AddActivityListener(listener);
        await using var under = TelegramComplianceTests.Answering(200, """{"ok":true,"result":{"message_id":7}}""");
        var message = ChannelUnderTest.Message("42") with { CorrelationId = "trace-of-this-test" };

        await under.Send(message);

        lock (spans)
        {
            foreach (var tag in spans.SelectMany(span => span.TagObjects))
                Assert.DoesNotContain(Token, tag.Value?.ToString() ?? "", StringComparison.Ordinal);
            var send = Assert.Single(
                spans, span => Equals(span.GetTagItem("kwala.correlation_id"), "trace-of-this-test"));
            Assert.Equal("Delivered", send.GetTagItem("kwala.outcome"));
        }
    }

    [Fact]
    public void Bind_link_opens_the_bot_with_the_token() =>
        Assert.Equal(
            new Uri("https://t.me/kwala_bot?start=abc_-1"),
            new Kwala.Channels.Telegram.TelegramOptions { BotName = "kwala_bot" }.BindLink("abc_-1"));
}
