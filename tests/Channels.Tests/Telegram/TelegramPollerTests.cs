using System.Text;
using Kwala.Channels.Telegram;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.TestKit.Services;

namespace Kwala.Channels.Tests.Telegram;

public sealed partial class TelegramPollerTests
{
    private const string Token = TelegramComplianceTests.Token;
    private const string Bot = """{ "id": 777, "is_bot": true, "first_name": "Kwala", "username": "kwala_bot" }""";

    [SkippableFact]
    public async Task Start_on_a_deep_link_binds_the_chat_and_tells_its_owner()
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        await using var server = await TelegramTestServer.Start();
        await server.OwnerWrites(Token, 4242, "/start good-token");
        await server.OwnerWrites(Token, 4343, "/start bad-token");
        await server.OwnerWrites(Token, 4444, "hello");
        await server.OwnerWrites(Token, 4545, "/start");
        var binding = new RecordedBinding();
        await using var running = await Running.Start(server.Url, binding);

        // telegram-test-api answers polls at once; an empty one is followed by the pause of the poller.
        await running.Time.WhenArmed(TelegramPoller.Pause);

        Assert.Equal([("good-token", "4242"), ("bad-token", "4343")], binding.Asked);
        var answers = (await server.SentByBot(Token)).ToDictionary(
            sent => sent.GetProperty("chat_id").GetInt64(), sent => sent.GetProperty("text").GetString());
        Assert.Equal([4242, 4343, 4545], answers.Keys.Order());
        Assert.Equal("Connected. Notifications for 0xaa arrive here.", answers[4242]);
        Assert.Equal("This link is too old: make a new one.", answers[4343]);
        Assert.Contains("Open the link", answers[4545], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_is_confirmed_only_after_it_was_handled()
    {
        await using var api = new PollApi([Update(7, "/start good-token")]);
        var binding = new RecordedBinding { Failures = 2 };
        await using var running = await Running.Start(api.Url, binding);

        await running.Time.WhenArmed(TelegramPoller.Pause);
        running.Time.Advance(TelegramPoller.Pause);
        await api.NextOffset(); // The first poll, offset 0, failed to bind.
        Assert.Equal(0, await api.NextOffset());
        await running.Time.WhenArmed(TelegramPoller.Pause);
        running.Time.Advance(TelegramPoller.Pause);
        Assert.Equal(0, await api.NextOffset());

        Assert.Equal(8, await api.NextOffset());
        Assert.Equal(3, binding.Asked.Count);
    }

    [Theory]
    [InlineData(""", "from": { "id": 4242, "language_code": "pt-br" }""", "pt-br")]
    [InlineData(""", "from": { "id": 4242, "language_code": 7 }""", null)]
    [InlineData(""", "from": { "id": 4242 }""", null)]
    [InlineData("", null)]
    public async Task Language_of_the_owners_app_goes_with_the_chat(string from, string? language)
    {
        await using var api = new PollApi(
            [Update(7, "/start good-token").Replace("\"chat\"", $"\"message_id\": 1{from}, \"chat\"", StringComparison.Ordinal)]);
        var binding = new RecordedBinding();
        await using var running = await Running.Start(api.Url, binding);
        await api.NextOffset();
        await api.NextOffset();

        Assert.Equal([language], binding.Languages);
    }

    /// <summary>telegram-test-api knows no such update: these have the shape that the Bot API documents.</summary>
    [Fact]
    public async Task Owner_who_blocks_the_bot_has_left_and_comes_back_by_letting_it_in_or_by_start()
    {
        await using var api = new PollApi(
            [Membership(7, "member", "kicked"), Membership(8, "kicked", "member"), Update(9, "/start")]);
        var binding = new RecordedBinding();
        await using var running = await Running.Start(api.Url, binding);

        Assert.Equal(0, await api.NextOffset());
        Assert.Equal(10, await api.NextOffset());

        Assert.Equal([("left", "4242"), ("came back", "4242"), ("came back", "4242")], binding.Marked);
        Assert.Equal("Connected. Notifications arrive here.", Assert.Single(api.Answers));
        Assert.Equal(["message", "my_chat_member", "callback_query"], api.AllowedUpdates);
    }

    [Fact]
    public async Task Start_with_more_than_a_token_can_have_binds_nothing()
    {
        await using var api = new PollApi([Update(7, "/start " + new string('a', 65))]);
        var binding = new RecordedBinding();
        await using var running = await Running.Start(api.Url, binding);

        Assert.Equal(0, await api.NextOffset());
        Assert.Equal(8, await api.NextOffset());

        Assert.Empty(binding.Asked);
    }

    [SkippableFact]
    public async Task Button_of_a_message_that_was_sent_is_pressed_and_answered()
    {
        var reason = await NodeServices.MissingReason();
        Skip.If(reason is not null, reason);
        await using var server = await TelegramTestServer.Start();
        await using (var under = new ChannelUnderTest(
            ChannelName.Telegram, "4242", TelegramComplianceTests.Settings(server.Url), Token))
            await under.Send(ChannelUnderTest.Message("4242") with { Buttons = [new("Useful", "what-it-carries")] });
        var button = Assert.Single(await server.SentByBot(Token)).GetProperty("reply_markup")
            .GetProperty("inline_keyboard")[0][0];
        Assert.Equal("Useful", button.GetProperty("text").GetString());

        await server.OwnerPresses(Token, 4242, button.GetProperty("callback_data").GetString()!);
        var binding = new RecordedBinding();
        await using var running = await Running.Start(server.Url, binding);
        await running.Time.WhenArmed(TelegramPoller.Pause);

        Assert.Equal([("4242", "what-it-carries")], binding.Pressed);
        Assert.DoesNotContain(running.Log.Lines, line => line.Contains("not answered", StringComparison.Ordinal));
    }

    /// <summary>These have the shape that the Bot API documents.</summary>
    [Fact]
    public async Task Button_that_an_owner_presses_is_handed_on_with_the_chat_and_answered()
    {
        await using var api = new PollApi([Press(7, "what-the-button-carries")]);
        var binding = new RecordedBinding { Failures = 1 };
        await using var running = await Running.Start(api.Url, binding);

        Assert.Equal(0, await api.NextOffset());
        await running.Time.WhenArmed(TelegramPoller.Pause);
        running.Time.Advance(TelegramPoller.Pause);
        Assert.Equal(0, await api.NextOffset());
        Assert.Equal(8, await api.NextOffset());

        Assert.Equal([("4242", "what-the-button-carries"), ("4242", "what-the-button-carries")], binding.Pressed);
        Assert.Equal("Thank you.", Assert.Single(api.Answers));
    }

    [Fact]
    public async Task Press_that_could_not_be_stored_is_given_up_and_its_owner_told()
    {
        await using var api = new PollApi([Press(7, "x")]);
        await using var running = await Running.Start(api.Url, new RecordedBinding { Failures = int.MaxValue });

        await IsGivenUp(api, running, TelegramPoller.PressAttemptsMax);
        Assert.Contains("later", Assert.Single(api.Answers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Press_that_nobody_takes_in_time_is_tried_again_and_holds_up_nobody_for_long()
    {
        await using var api = new PollApi([Press(7, "x")]);
        await using var running = await Running.Start(api.Url, new RecordedBinding { Hangs = true });

        for (var attempt = 1; attempt <= TelegramPoller.PressAttemptsMax; attempt++)
        {
            Assert.Equal(0, await api.NextOffset());
            await running.Time.WhenArmed(TelegramPoller.PressTime);
            running.Time.Advance(TelegramPoller.PressTime);
            if (attempt == TelegramPoller.PressAttemptsMax)
                break;
            await running.Time.WhenArmed(TelegramPoller.Pause);
            running.Time.Advance(TelegramPoller.Pause);
        }

        Assert.Equal(8, await api.NextOffset());
        Assert.Contains("later", Assert.Single(api.Answers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_that_could_not_be_stored_is_told_again_and_then_given_up()
    {
        await using var api = new PollApi([Membership(7, "member", "kicked")]);
        var binding = new RecordedBinding { Failures = int.MaxValue };
        await using var running = await Running.Start(api.Url, binding);

        await IsGivenUp(api, running, TelegramPoller.AttemptsMax);
        Assert.Equal(TelegramPoller.AttemptsMax, binding.Marked.Count);
        Assert.Empty(api.Answers);
    }

    [Fact]
    public async Task Update_that_never_binds_is_given_up_and_its_owner_told()
    {
        await using var api = new PollApi([Update(7, "/start good-token")]);
        await using var running = await Running.Start(api.Url, new RecordedBinding { Failures = int.MaxValue });

        await IsGivenUp(api, running, TelegramPoller.AttemptsMax);
        Assert.Contains("later", Assert.Single(api.Answers), StringComparison.Ordinal);
    }

    // Update 7 is asked for again after each pause, and passed over once all attempts failed.
    private static async Task IsGivenUp(PollApi api, Running running, int attempts)
    {
        for (var attempt = 1; attempt < attempts; attempt++)
        {
            Assert.Equal(0, await api.NextOffset());
            await running.Time.WhenArmed(TelegramPoller.Pause);
            running.Time.Advance(TelegramPoller.Pause);
        }

        Assert.Equal(0, await api.NextOffset());
        Assert.Equal(8, await api.NextOffset());
    }

    [Theory]
    [InlineData("""{"update_id":3,"message":{"text":"/start x","chat":{"id":-5,"type":"group"}}}""")]
    [InlineData("""{"update_id":3,"message":{"text":7,"chat":{"id":5,"type":"private"}}}""")]
    [InlineData("""{"update_id":3,"message":{"text":"/start x","chat":{"id":"5","type":"private"}}}""")]
    [InlineData("""{"update_id":3,"message":[]}""")]
    [InlineData("""{"update_id":3}""")]
    [InlineData("""{"update_id":3,"message":{"text":"/started x","chat":{"id":5,"type":"private"}}}""")]
    [InlineData("""
        {"update_id":3,"my_chat_member":{"chat":{"id":5,"type":"group"},"new_chat_member":{"status":"kicked"}}}
        """)]
    [InlineData("""
        {"update_id":3,"my_chat_member":{"chat":{"id":5,"type":"private"},"new_chat_member":{"status":7}}}
        """)]
    [InlineData("""{"update_id":3,"my_chat_member":{"chat":{"id":5,"type":"private"}}}""")]
    [InlineData("""
        {"update_id":3,"callback_query":{"id":"1","data":"x","from":{"id":6},"message":{"chat":{"id":5,"type":"private"}}}}
        """)]
    [InlineData("""
        {"update_id":3,"callback_query":{"id":"1","data":"x","from":{"id":5},"message":{"chat":{"id":5,"type":"group"}}}}
        """)]
    [InlineData("""{"update_id":3,"callback_query":{"id":"1","data":"x","from":{"id":5}}}""")]
    [InlineData("""
        {"update_id":3,"callback_query":{"id":"1","from":{"id":5},"message":{"chat":{"id":5,"type":"private"}}}}
        """)]
    public async Task Other_updates_are_passed_over(string update)
    {
        await using var api = new PollApi(["\"not an object\"", "{\"update_id\":\"x\"}", update]);
        var binding = new RecordedBinding();
        await using var running = await Running.Start(api.Url, binding);

        Assert.Equal(0, await api.NextOffset());
        Assert.Equal(4, await api.NextOffset());
        Assert.Empty(binding.Asked);
        Assert.Empty(binding.Marked);
        Assert.Empty(binding.Pressed);
    }

    [Theory]
    [InlineData(409, """{"ok":false,"description":"Conflict: terminated by other getUpdates request"}""", 30)]
    [InlineData(429, """{"ok":false,"parameters":{"retry_after":11}}""", 11)]
    [InlineData(502, "<html>", 2)]
    public async Task Poll_that_fails_is_repeated_after_a_pause(int status, string body, int seconds)
    {
        await using var server = StandIn.Http(StandIn.HttpAnswer(status, Encoding.UTF8.GetBytes(body)));
        var api = new Uri($"http://127.0.0.1:{server.Port}/");
        await using var running = await Running.Start(api, new RecordedBinding());

        await running.Time.WhenArmed(TimeSpan.FromSeconds(seconds)).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(running.Log.Lines, line => Assert.DoesNotContain(Token, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Poll_that_cannot_be_sent_is_repeated_after_a_pause()
    {
        using var port = new ClosedPort();
        await using var running = await Running.Start(
            new Uri($"http://127.0.0.1:{port.Number}/"), new RecordedBinding());

        await running.Time.WhenArmed(TelegramPoller.Pause).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Poll_that_gets_no_answer_is_repeated_after_a_pause()
    {
        await using var server = StandIn.Http([]);
        await using var running = await Running.Start(
            new Uri($"http://127.0.0.1:{server.Port}/"), new RecordedBinding());

        await running.Time.WhenArmed(TelegramPoller.Pause).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static string Membership(int id, string before, string after) =>
        $$"""
        { "update_id": {{id}}, "my_chat_member": {
            "chat": { "id": 4242, "first_name": "Owner", "type": "private" },
            "from": { "id": 4242, "is_bot": false, "first_name": "Owner", "language_code": "en" },
            "date": 1800000000,
            "old_chat_member": { "user": {{Bot}}, "status": "{{before}}", "until_date": 0 },
            "new_chat_member": { "user": {{Bot}}, "status": "{{after}}", "until_date": 0 } } }
        """;

    private static string Press(int id, string data) =>
        $$"""
        { "update_id": {{id}}, "callback_query": {
            "id": "query-{{id}}", "from": { "id": 4242, "is_bot": false, "first_name": "Owner" }, "chat_instance": "1",
            "message": { "message_id": 1, "chat": { "id": 4242, "type": "private" }, "date": 1800000000, "text": "It fell." },
            "data": "{{data}}" } }
        """;

    private static string Update(int id, string text) =>
        $$"""
        { "update_id": {{id}}, "message": { "text": "{{text}}", "chat": { "id": 4242, "type": "private" } } }
        """;
}
