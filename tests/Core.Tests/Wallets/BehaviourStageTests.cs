using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What was learned of the owner, in the decisions of a wallet.</summary>
public class BehaviourStageTests
{
    private static readonly Learning BySize = new() { Sizes = [Rational.Of(5, 1)] };

    [Fact]
    public void Small_yields_that_are_ignored_nine_times_of_nine_stop_and_the_owner_is_told_so_once()
    {
        var days = new Days(Yields());
        days.Responds("8");

        for (var i = 0; i < 9; i++)
            days.Ignores("4");
        var told = days.Told;
        days.Ignores("4");
        days.Ignores("4");

        Assert.Equal(told, days.Told);
        var last = days.Story.Records.Last(it => it.Outcome == DecisionOutcome.Suppressed);
        var reason = last.Reasons.Single(it => it.Code == ReasonCode.Ignored);
        Assert.Equal("The owner responded to 0 of the last 9 like this: it lies in the inbox alone.", reason.Text);
        Assert.NotNull(reason.Otherwise);
        var notice = Assert.Single(days.Story.Sent, it => it.Notification.Role == NotificationRole.Notice);
        Assert.Equal(
            "I stopped telling you about yield under 5: you responded to 0 of the last 9. At least one in 7 still "
            + "comes, in case that changes. You can undo this.",
            notice.Notification.Fields["notice"]);
    }

    [Fact]
    public void Large_yields_are_learned_apart()
    {
        var days = new Days(Yields());
        days.Responds("8");
        for (var i = 0; i < 10; i++)
            days.Ignores("4");

        var told = days.Told;
        days.Ignores("8");

        Assert.Equal(told + 1, days.Told);
    }

    [Fact]
    public void What_is_kept_back_lies_in_the_inbox_and_is_told_now_and_then()
    {
        var days = new Days(Yields());
        days.Responds("8");
        for (var i = 0; i < 9; i++)
            days.Ignores("4");

        var before = days.Told;
        var shown = days.Story.Effects.OfType<WalletEffect.Show>().Count();
        for (var i = 0; i < 24; i++)
            days.Ignores("4");

        Assert.InRange(days.Told - before, 1, 6);
        Assert.True(days.Story.Effects.OfType<WalletEffect.Show>().Count() - shown >= 24);
        Assert.Contains(
            days.Story.Records.SelectMany(it => it.Reasons), reason => reason.Code == ReasonCode.Exploring);
    }

    [Fact]
    public void A_response_to_one_that_explores_brings_them_back()
    {
        var days = new Days(Yields());
        days.Responds("8");
        for (var i = 0; i < 9; i++)
            days.Ignores("4");

        for (var i = 0; i < 24 && days.Told == days.Answered + 9; i++)
            days.Responds("4");
        for (var i = 0; i < 4; i++)
            days.Responds("4");
        var told = days.Told;
        days.Responds("4");

        Assert.Equal(told + 1, days.Told);
    }

    [Fact]
    public void Undo_brings_them_back_at_once()
    {
        var days = new Days(Yields());
        days.Responds("8");
        for (var i = 0; i < 10; i++)
            days.Ignores("4");

        days.Story.Happens(new WalletEvent.LearningUndone(new Undo.KeepTelling(new KindName("yield"), 0)));
        var told = days.Told;
        days.Ignores("4");

        Assert.Equal(told + 1, days.Told);
    }

    [Fact]
    public void A_deployment_that_only_suggests_tells_everything_and_asks_once()
    {
        var days = new Days(Yields());
        days.Story.Policy = days.Story.Policy with { Behaviour = new BehaviourPolicy { Mode = LearningMode.Suggest } };
        days.Responds("8");

        for (var i = 0; i < 12; i++)
            days.Ignores("4");

        Assert.Equal(13, days.Told);
        Assert.Single(days.Story.Sent, it => it.Notification.Role == NotificationRole.Notice);
    }

    [Fact]
    public void Nothing_is_learned_from_a_workflow_that_says_so_nor_in_the_critical_lane()
    {
        foreach (var workflow in new[]
        {
            Yields() with { Learning = new Learning { On = false } },
            Yields() with { Lane = Lane.Critical },
        })
        {
            var days = new Days(workflow);
            days.Responds("8");
            for (var i = 0; i < 20; i++)
                days.Ignores("4");

            Assert.Equal(21, days.Told);
            Assert.Empty(days.Story.State.Behaviour.Kinds);
        }
    }

    [Fact]
    public void An_end_that_is_the_owners_doing_counts_as_acted_on()
    {
        var days = new Days(Yields() with { Learning = BySize with { ResolvedIsActed = true } });

        days.Crosses("4");
        days.Back();

        var habit = days.Story.State.Behaviour.Kinds[new KindName("yield")].Habits[0];
        Assert.True(habit.Evidence(BehaviourPolicy.Default).Responses > 0);
        Assert.Empty(days.Story.State.Behaviour.Kinds[new KindName("yield")].Awaiting);
    }

    [Fact]
    public void What_reached_nobody_says_nothing_of_the_owner()
    {
        var days = new Days(Yields()) { Outcome = new SendOutcome.Rejected("No.") };
        days.Story.Happens(new WalletEvent.Interacted(
            new Interaction(InteractionKind.Useful, InteractionSource.Api, new InteractionTarget.Nothing()), 1));

        for (var i = 0; i < 12; i++)
            days.Ignores("4");

        Assert.DoesNotContain(
            days.Story.Records.SelectMany(it => it.Reasons), reason => reason.Code == ReasonCode.Ignored);
    }

    [Fact]
    public void An_interaction_that_comes_twice_counts_once()
    {
        var story = new Story(Yields());
        var interaction = new WalletEvent.Interacted(
            new Interaction(InteractionKind.Useful, InteractionSource.Api, new InteractionTarget.Nothing()), 7);

        story.Happens(interaction);
        var once = story.State;
        story.Happens(interaction);

        Assert.Same(once, story.State);
        for (var id = 100ul; id < 130; id++)
            story.Happens(interaction with { Id = id });
        Assert.Equal(16, story.State.InteractionIds.Length);
    }

    [Fact]
    public void A_digest_comes_at_the_hour_at_which_the_owner_is_seen_to_be_there()
    {
        Assert.True(DigestSchedule.TryParse("learned daily 09:00", out var learned));
        var workflow = Yields() with { Restraint = new Restraint { Digest = true } };
        var story = new Story(workflow, Given.Owner with { Attention = new AttentionChoices { Digest = learned } });
        // Fridays at 18 o'clock.
        for (var week = 0; week < 6; week++)
        {
            story.Now = new DateTimeOffset(2026, 1, 2, 18, 10, 0, TimeSpan.Zero).AddDays(7 * week);
            story.Happens(new WalletEvent.Interacted(
                new Interaction(InteractionKind.Acted, InteractionSource.Chain, new InteractionTarget.Nothing()),
                (ulong)week));
        }

        story.Happens(Given.Observed(Given.Signal("8", 9999) is var signal
            ? signal with { Source = signal.Source with { BlockTime = story.Now } }
            : signal));

        Assert.Equal(
            new DateTimeOffset(2026, 2, 13, 18, 0, 0, TimeSpan.Zero), story.State.Attention.Digests.Single().DueAt);
    }

    [Fact]
    public void What_was_learned_is_told_after_quiet_hours_also_where_the_position_is_over_by_then()
    {
        var days = new Days(Yields());
        days.Responds("8");
        for (var i = 0; i < 9; i++)
            days.Ignores("4");
        days.Story.Chooses(Given.Owner with
        {
            Attention = new AttentionChoices { Quiet = new QuietHours(11 * 60, 14 * 60), PerDay = 0 },
        });

        days.Crosses("4");
        days.Back();
        days.Story.Now += TimeSpan.FromHours(6);
        days.Story.Sends();

        Assert.Single(days.Story.Sent, it => it.Notification.Role == NotificationRole.Notice);
    }

    private static Workflow Yields() => Given.Workflow(
        Lane.Standard, AlertSide.Above, Given.Levels("> 3"), new Rearm.Absolute(Rational.Zero)) with
    {
        Kind = new KindName("yield"),
        Learning = BySize,
    };

    /// <summary>One alert every other day, and what the owner does with it.</summary>
    private sealed class Days(Workflow workflow)
    {
        private long _block;
        private ulong _id;

        public Story Story { get; } = new(workflow);

        public SendOutcome Outcome { get; init; } = new SendOutcome.Delivered(null);

        public int Answered { get; private set; }

        public int Told => Story.Sent.Count(it => it.Notification.Role == NotificationRole.Alert);

        public void Ignores(string value)
        {
            Crosses(value);
            Story.Now += TimeSpan.FromDays(3);
            Back();
        }

        public void Responds(string value)
        {
            var told = Told;
            Crosses(value);
            if (Told > told)
            {
                Answered++;
                Story.Now += TimeSpan.FromMinutes(5);
                Story.Happens(new WalletEvent.Interacted(
                    new Interaction(
                        InteractionKind.Useful, InteractionSource.Telegram,
                        new InteractionTarget.Kind(workflow.Kind)),
                    ++_id));
            }

            Story.Now += TimeSpan.FromDays(3);
            Back();
        }

        public void Crosses(string value)
        {
            Sees(value);
            while (Story.Sends(Outcome) > 0)
            {
            }
        }

        public void Back() => Sees("1");

        private void Sees(string value)
        {
            var signal = Given.Signal(value, ++_block);
            Story.Happens(Given.Observed(signal with { Source = signal.Source with { BlockTime = Story.Now } }));
        }
    }
}
