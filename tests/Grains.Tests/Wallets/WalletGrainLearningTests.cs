using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>What an owner does with notifications changes what is told next, visibly and reversibly.</summary>
public sealed class WalletGrainLearningTests
{
    private static readonly KindName Kind = new("liquidation-risk");

    private readonly House _house = new();

    [Fact]
    public async Task What_is_ignored_stops_is_said_and_comes_back_when_the_owner_wants_it()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Wallet.Interact("one", Useful(new InteractionTarget.Nothing()));
        for (var n = 0; n < 9; n++)
            Assert.True(await Told(process, n));

        Assert.False(await Told(process, 9));
        Assert.Contains("ignored", _house.Store.Rows(HistoryTopic.Decision)[^2].Body, StringComparison.Ordinal);
        var learned = await process.Wallet.ReadLearned();
        Assert.Equal(("ignored", Kind), (learned[0].Code, learned[0].Kind));
        Assert.StartsWith("I stopped telling you about liquidation-risk", learned[0].Text, StringComparison.Ordinal);

        await process.Wallet.UndoLearning(new LearningUndo
        {
            What = LearningUndoKind.KeepTelling,
            Kind = Kind,
            Size = learned[0].Size!.Value,
        });
        Assert.True(await Told(process, 10));
        Assert.Equal("kept", (await process.Wallet.ReadLearned())[0].Code);
    }

    [Fact]
    public async Task A_response_counts_for_the_notification_that_it_is_about_and_no_repetition_does()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        Assert.True(await Told(process, 0, back: false));
        var key = _house.Store.Rows(HistoryTopic.Inbox).Single().Key;
        var about = new InteractionTarget.Alert(AlertMark.Of(
            new DeliveryKey(Bytes32.FromBytes(Convert.FromHexString(key)))));

        await _house.Storage.When(() => _house.Storage.Wallet(House.Wallet.ToString()) is { Outbox: null });
        await process.Wallet.Interact("press", Useful(about));
        var saves = _house.Storage.Writes("wallet", House.Wallet.ToString());
        await process.Wallet.Interact("press", Useful(about));

        Assert.Equal(saves, _house.Storage.Writes("wallet", House.Wallet.ToString()));
        var kept = _house.Storage.Wallet(House.Wallet.ToString()).Behaviour.ToCore();
        Assert.Empty(kept.Kinds[Kind].Awaiting);
        Assert.NotNull(kept.Life!.Seen);
    }

    private static Interaction Useful(InteractionTarget about) =>
        new(InteractionKind.Useful, InteractionSource.Api, about);

    // Crosses, is left alone for three days, and comes back. Whether it was told.
    private async Task<bool> Told(Process process, int n, bool back = true)
    {
        var before = _house.Store.Rows(HistoryTopic.Decision).Length;
        await process.Wallet.Observe(_house.Batch("1.2", 7 + (2 * n)));
        var decided = _house.Store.Rows(HistoryTopic.Decision)[before];
        if (decided.Outcome == "notify")
            while ((await _house.Webhook.Next()).Role != NotificationRole.Alert)
            {
            }

        _house.Time.Advance(TimeSpan.FromDays(3));
        if (back)
            await process.Wallet.Observe(_house.Batch("1.9", 8 + (2 * n)));
        return decided.Outcome == "notify";
    }
}
