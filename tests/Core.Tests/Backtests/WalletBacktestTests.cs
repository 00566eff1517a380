using Kwala.Core.Backtests;
using Kwala.Core.Delivery;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Backtests;

public sealed class WalletBacktestTests
{
    [Theory]
    [InlineData("1.4 1.29 1.2 1.25", "1:1.29")]                      // Once per crossing.
    [InlineData("1.4 1.29 1.5 1.28", "1:1.29 3:1.28")]               // Again after the value came back.
    [InlineData("1.4 1.29 1.31 1.28", "1:1.29")]                     // Not past the re-arm margin.
    [InlineData("1.4 1.3 undefined inf", "")]                        // Equal is not crossed.
    public void An_owner_is_told_what_the_wallet_itself_would_tell(string values, string expected)
    {
        var lived = Lived();
        foreach (var (value, block) in values.Split(' ').Select((value, block) => (value, block)))
            lived.Take(Given.Signal(value, block));

        Assert.Equal(expected, string.Join(' ', lived.Messages.Select(it => $"{(it.At - Given.Noon) / Given.BlockInterval}:{it.Value}")));
    }

    [Fact]
    public void A_message_over_several_channels_is_one_message()
    {
        var lived = Lived(Given.Workflow(channels: [ChannelName.Telegram, ChannelName.Email, ChannelName.Webhook]));

        lived.Take(Given.Signal("1.2", 1));

        Assert.Equal(NotificationRole.Alert, Assert.Single(lived.Messages).Role);
    }

    [Fact]
    public void What_goes_to_the_inbox_alone_is_told_too()
    {
        var lived = Lived(Given.Workflow(channels: [ChannelName.Inbox]));

        lived.Take(Given.Signal("1.2", 1));

        Assert.Single(lived.Messages);
    }

    [Fact]
    public void What_a_mute_keeps_back_is_told_when_it_ends_in_virtual_time()
    {
        var until = Given.Noon.AddHours(2);
        var lived = Lived(preferences: Preferences.Unset with { MutedUntil = until });
        lived.Take(Given.Signal("1.2", 1));
        Assert.Empty(lived.Messages);

        lived.Pass(Given.Noon.AddHours(3));

        Assert.Equal(until, Assert.Single(lived.Messages).At);
    }

    [Fact]
    public void What_stays_open_is_told_again_when_its_time_comes()
    {
        var lived = Lived(Given.Workflow() with
        {
            Repeat = new RepeatPlan(TimeSpan.FromHours(6), AtMost: 2, Template: null),
        });
        lived.Take(Given.Signal("1.2", 1));

        lived.Pass(Given.Noon.AddDays(1));

        var first = lived.Messages[0].At;
        Assert.Equal(
            [(NotificationRole.Repeat, first.AddHours(6)), (NotificationRole.Repeat, first.AddHours(12))],
            lived.Messages.Skip(1).Select(it => (it.Role, it.At)));
    }

    [Fact]
    public void What_goes_into_a_digest_is_told_in_it_at_its_time()
    {
        var lived = Lived(Given.Workflow(Lane.Standard) with { Restraint = new Restraint { Digest = true } });
        lived.Take(Given.Signal("1.2", 1));
        Assert.Empty(lived.Messages);

        lived.Pass(Given.Noon.AddDays(2));

        var told = Assert.Single(lived.Messages);
        Assert.Equal((NotificationRole.Digest, Given.Noon.AddHours(21)), (told.Role, told.At));
    }

    [Fact]
    public void Nothing_is_learned_from_owners_who_could_not_respond()
    {
        var lived = Lived(Given.Workflow(Lane.Standard));
        for (var crossing = 1; crossing <= 30; crossing++)
        {
            lived.Take(Given.Signal("1.2", 20_000 * crossing));
            lived.Take(Given.Signal("2", (20_000 * crossing) + 1));
        }

        Assert.Equal(30, lived.Messages.Count(it => it.Role == NotificationRole.Alert));
    }

    [Fact]
    public void A_kind_that_the_owner_opted_out_of_is_counted_with_its_reason()
    {
        var counts = new DecisionCounts();
        var lived = Lived(preferences: Preferences.Unset with { MutedKinds = [Given.Kind] }, counts: counts);

        lived.Take(Given.Signal("1.2", 1));

        Assert.Empty(lived.Messages);
        Assert.Equal(1, counts.Outcomes[DecisionOutcome.Suppressed]);
        Assert.Equal(1, counts.Reasons[ReasonCode.KindOptedOut]);
    }

    [Fact]
    public void The_lead_is_the_time_since_the_first_alert_of_the_crossing_that_stands()
    {
        var lived = Lived(Given.Workflow(standard: Given.Levels("< 1.3", "< 1.1")));
        lived.Take(Given.Signal("1.2", 10));
        lived.Take(Given.Signal("1.0", 20));

        lived.Meet(Given.Block(110), Given.TimeOf(110));

        Assert.Equal(2, lived.Messages.Count);
        Assert.Equal(Given.BlockInterval * 100, Assert.Single(lived.Outcomes).Lead);
    }

    [Theory]
    [InlineData(50, null)] // It was over before.
    [InlineData(60, 50)]   // The liquidation itself put it right.
    public void A_crossing_that_was_over_did_not_warn_unless_the_same_block_ended_it(int back, int? blocks)
    {
        var lived = Lived();
        lived.Take(Given.Signal("1.2", 10));
        lived.Take(Given.Signal("2", back));

        lived.Meet(Given.Block(60), Given.TimeOf(60));

        Assert.Equal(blocks * Given.BlockInterval, Assert.Single(lived.Outcomes).Lead);
    }

    [Fact]
    public void Who_never_crossed_was_not_warned()
    {
        var lived = Lived();
        lived.Take(Given.Signal("1.4", 10));

        lived.Meet(Given.Block(11), Given.TimeOf(11));

        Assert.Null(Assert.Single(lived.Outcomes).Lead);
    }

    private static WalletBacktest Lived(
        Workflow? workflow = null, Preferences? preferences = null, DecisionCounts? counts = null)
    {
        var plan = new BacktestPlan(workflow ?? Given.Workflow(), [], null);
        return new WalletBacktest(
            plan.PolicyOf(Given.Wallet),
            WalletState.Empty with { Preferences = preferences ?? Preferences.Unset },
            counts ?? new DecisionCounts());
    }
}
