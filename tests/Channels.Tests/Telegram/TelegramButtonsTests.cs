using System.Text.Json;
using Kwala.Channels.Tests.Compliance;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;

namespace Kwala.Channels.Tests.Telegram;

/// <summary>Buttons under a message, before a stand-in that keeps what it was sent.</summary>
public sealed class TelegramButtonsTests
{
    [Fact]
    public async Task Buttons_stand_two_in_a_row_and_carry_their_data()
    {
        var sent = await Send("4242", new MessageButton("Useful", "a"), new("Not now", "b"), new("Fewer", "c"));

        Assert.Equal(
            """{"inline_keyboard":[[{"text":"Useful","callback_data":"a"},{"text":"Not now","callback_data":"b"}],"""
            + """[{"text":"Fewer","callback_data":"c"}]]}""",
            sent.GetProperty("reply_markup").GetRawText());
    }

    [Fact]
    public async Task Group_gets_no_buttons_since_any_member_could_press_them() =>
        Assert.False((await Send("-1004242", new MessageButton("Useful", "a"))).TryGetProperty("reply_markup", out _));

    [Fact]
    public async Task Message_without_buttons_has_no_keyboard() =>
        Assert.False((await Send("4242")).TryGetProperty("reply_markup", out _));

    private static async Task<JsonElement> Send(string chat, params MessageButton[] buttons)
    {
        var requests = new List<JsonElement>();
        await using var server = new StandIn(async (stream, _, stop) =>
        {
            requests.Add(JsonDocument.Parse(await StandIn.ReadHttpBody(stream, stop)).RootElement.Clone());
            await stream.WriteAsync(StandIn.HttpAnswer(200, """{"ok":true,"result":{"message_id":9}}"""u8), stop);
        });
        await using var under = new ChannelUnderTest(
            ChannelName.Telegram, chat, TelegramComplianceTests.Settings(new Uri($"http://127.0.0.1:{server.Port}/")));

        Assert.Equal(
            new SendOutcome.Delivered("9"),
            await under.Send(ChannelUnderTest.Message(chat) with { Buttons = [.. buttons] }));
        return Assert.Single(requests);
    }
}
