using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Links;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Channels;
using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What an owner says by a button under a message, and that nobody else can say it.</summary>
public sealed class OwnerButtonsTests
{
    private const string Chat = "4242";

    private static readonly KindName Kind = new("liquidation-risk");

    private readonly House _house = new();

    [Fact]
    public async Task Alert_has_a_button_for_each_thing_that_its_owner_can_say_and_each_is_heard()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        var alert = await Alerted(process);

        Assert.Equal(["Useful", "Not now", "Fewer of these", "Stop these"], alert.Buttons.Select(it => it.Label));
        Assert.All(alert.Buttons, it => Assert.InRange(it.Data.Length, 1, 64));
        Assert.Equal("Thank you: good to know.", await Press(process, alert, "Useful"));
        Assert.Equal("All right, not now.", await Press(process, alert, "Not now"));
        Assert.Equal("You will be told less of liquidation-risk.", await Press(process, alert, "Fewer of these"));
        Assert.Empty((await process.Wallet.ReadPreferences()).Preferences.MutedKinds);
    }

    [Fact]
    public async Task Button_that_is_pressed_twice_counts_once_and_so_does_the_same_answer_by_a_link()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        var alert = await Alerted(process);
        var key = _house.Store.Rows(HistoryTopic.Inbox).Single().Key;
        await _house.Storage.When(() => _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null });

        await Press(process, alert, "Useful");
        var saves = _house.Storage.Writes("wallet", House.Wallet.ToString());
        await Press(process, alert, "Useful");
        var mark = AlertMark.Of(new DeliveryKey(Bytes32.FromBytes(Convert.FromHexString(key))));
        await process.Wallet.Interact(OwnerAnswers.IdOf(OwnerAnswer.Useful, mark), new Interaction(
            InteractionKind.Useful, InteractionSource.Link, new InteractionTarget.Alert(mark)));

        Assert.Equal(saves, _house.Storage.Writes("wallet", House.Wallet.ToString()));
        Assert.Empty(_house.Storage.Wallet(House.Wallet.ToString()).Behaviour.ToCore().Kinds[Kind].Awaiting);
    }

    [Fact]
    public async Task Stop_opts_out_of_the_kind_however_often_it_is_pressed()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        var alert = await Alerted(process);

        Assert.StartsWith(
            "You are not told about liquidation-risk any more.",
            await Press(process, alert, "Stop these"),
            StringComparison.Ordinal);
        await Press(process, alert, "Stop these");

        Assert.Equal([Kind], (await process.Wallet.ReadPreferences()).Preferences.MutedKinds.AsEnumerable());
    }

    [Fact]
    public async Task Nobody_presses_for_another_and_a_chat_that_was_left_does_not_press_at_all()
    {
        await using var process = await _house.Start(House.Workflow("telegram"));
        var alert = await Alerted(process);
        var stop = alert.Buttons.Single(it => it.Label == "Stop these").Data;

        var stranger = await Buttons(process).Press(ChannelName.Telegram, "4343", stop, default);
        var forged = await Buttons(process).Press(ChannelName.Telegram, Chat, new string('A', 62), default);
        await process.Wallet.VerifyContact(ChannelName.Telegram, "4343"); // The owner moves to another chat.
        var left = await Buttons(process).Press(ChannelName.Telegram, Chat, stop, default);

        Assert.Equal("This button does not work any more.", stranger);
        Assert.Equal("This button does not work any more.", forged);
        Assert.Equal("This chat is not connected to that wallet any more.", left);
        Assert.Empty((await process.Wallet.ReadPreferences()).Preferences.MutedKinds);
    }

    [Fact]
    public async Task Critical_alert_has_no_buttons()
    {
        await using var process = await _house.Start(House.Workflow("telegram", "critical"));

        Assert.Empty((await Alerted(process)).Buttons);
    }

    private async Task<OutboundMessage> Alerted(Process process)
    {
        await process.Wallet.VerifyContact(ChannelName.Telegram, Chat);
        await process.Wallet.Observe(_house.Batch("1.2"));
        return await _house.Telegram.Next();
    }

    private static Task<string> Press(Process process, OutboundMessage message, string label) => Buttons(process).Press(
        ChannelName.Telegram, Chat, message.Buttons.Single(it => it.Label == label).Data, default);

    private static IOwnerButtons Buttons(Process process) => process.Services.GetRequiredService<IOwnerButtons>();
}
