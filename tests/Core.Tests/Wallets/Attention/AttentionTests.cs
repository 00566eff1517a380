using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets.Attention;

/// <summary>What keeps an alert from being told at once, where it goes instead, and that nothing vanishes.</summary>
public class AttentionTests
{
    private static readonly SubjectKey[] Markets =
        [.. Enumerable.Range(0, 12).Select(it => new SubjectKey($"eip155:1/market-{it:00}"))];

    [Theory]
    [InlineData(Lane.Standard, 2, 2, 3)]
    [InlineData(Lane.Bulk, 3, 2, 3)]
    [InlineData(Lane.Critical, 0, 5, 0)]
    [InlineData(Lane.Standard, 0, 0, 5)]
    public void A_budget_sends_so_many_and_the_digest_has_the_others(Lane lane, int perDay, int sent, int digested)
    {
        var day = new Day(Given.Workflow(lane), new AttentionChoices { PerDay = perDay });

        day.Crosses(5);

        Assert.Equal(sent, day.Story.Sent.Count);
        Assert.Equal(digested, day.Items.Count);
        Assert.Equal(digested, day.Story.Records.Count(it => it.Outcome == DecisionOutcome.Digested));
        Assert.Equal(5, day.Story.Effects.OfType<WalletEffect.Show>().Count());
    }

    [Fact]
    public void A_spent_budget_says_which_would_have_been_enough()
    {
        var day = new Day(Given.Workflow(Lane.Standard), new AttentionChoices { PerDay = 3, PerWeek = 100 });

        day.Crosses(4);

        var reason = day.Story.Records.Last().Reasons.Single(it => it.Code == ReasonCode.BudgetSpent);
        Assert.Equal("3 of at most 3 notifications were sent this day: the digest has it.", reason.Text);
        Assert.Equal("It would have been told at once with a daily budget of 4.", reason.Otherwise);
    }

    [Fact]
    public void A_budget_is_of_the_owners_own_day()
    {
        // Noon in UTC is an hour before midnight in Noumea.
        var day = new Day(Given.Workflow(Lane.Standard), new AttentionChoices { PerDay = 1, Zone = "Pacific/Noumea" });

        day.Crosses(1);
        day.Story.Now += TimeSpan.FromHours(0.9);
        day.Crosses(1, from: 1);
        day.Story.Now += TimeSpan.FromHours(0.2);
        day.Crosses(1, from: 2);

        Assert.Equal(2, day.Story.Sent.Count);
        Assert.Single(day.Items);
    }

    [Fact]
    public void A_week_is_bounded_whatever_the_days_are()
    {
        var day = new Day(Given.Workflow(Lane.Standard), new AttentionChoices { PerWeek = 2 });

        for (var i = 0; i < 10; i++)
        {
            day.Crosses(1, from: i);
            day.Story.Now += TimeSpan.FromDays(1);
        }

        // On the first two days, and once those lie seven days back.
        Assert.Equal([0, 1, 7, 8], day.Story.Sent
            .Where(it => it.Notification.Role == NotificationRole.Alert)
            .Select(it => (it.Notification.DecidedAt - Given.Noon).Days));
    }

    [Fact]
    public void Quiet_hours_put_off_what_is_not_critical_to_their_end()
    {
        var story = new Story(Given.Workflow(Lane.Standard), Owner(Night));
        story.Now = Given.Noon.AddHours(11);

        story.Happens(Given.Observed(Given.Signal("1.2", 3300)));
        Assert.Equal(0, story.Sends());
        Assert.Equal(Given.Noon.AddHours(19), Outbox.DueAt(story.State));
        story.Now = Given.Noon.AddHours(19);
        story.Sends();

        Assert.Single(story.Sent);
        Assert.Equal(DecisionOutcome.Deferred, story.Records.Single().Outcome);
        Assert.Contains(story.Records.Single().Reasons, it => it is { Code: ReasonCode.QuietHours, Otherwise: not null });
    }

    [Fact]
    public void Quiet_hours_do_not_hold_back_what_is_critical()
    {
        var story = new Story(Given.Workflow(Lane.Critical), Owner(Night)) { Now = Given.Noon.AddHours(11) };

        story.Happens(Given.Observed(Given.Signal("1.2", 3300)));
        story.Sends();

        Assert.Single(story.Sent);
    }

    [Fact]
    public void What_is_over_before_the_night_ends_is_not_told_any_more()
    {
        var story = new Story(Given.Workflow(Lane.Standard), Owner(Night)) { Now = Given.Noon.AddHours(11) };
        story.Happens(Given.Observed(Given.Signal("1.2", 3300)));

        story.Happens(Given.Observed(Given.Signal("1.6", 3400)));
        story.Now = Given.Noon.AddHours(19);
        story.Sends();

        Assert.Empty(story.Sent);
        Assert.Equal(DeliveryWords.Cancelled, story.Endings.Single().Outcome);
        Assert.Empty(story.State.Outbox);
    }

    [Fact]
    public void What_was_put_off_is_told_with_the_value_of_the_morning()
    {
        var story = new Story(Given.Workflow(Lane.Standard), Owner(Night)) { Now = Given.Noon.AddHours(11) };
        story.Happens(Given.Observed(Given.Signal("1.2", 3300)));

        story.Now = Given.Noon.AddHours(19);
        story.Happens(new WalletEvent.DueCame { Values = [Given.Signal("1.05", 5000, live: false)] });

        Assert.Equal("1.05", story.Ready.Single().Notification.Fields["value"]);
    }

    [Fact]
    public void A_deeper_level_in_the_night_leaves_one_message_for_the_morning()
    {
        var workflow = Given.Workflow(Lane.Standard, standard: Given.Levels("< 1.3", "< 1.1"));
        var story = new Story(workflow, Owner(Night)) { Now = Given.Noon.AddHours(11) };

        story.Happens(Given.Observed(Given.Signal("1.2", 3300)));
        story.Happens(Given.Observed(Given.Signal("1.0", 3400)));
        story.Now = Given.Noon.AddHours(19);
        story.Sends();

        Assert.Equal(1, story.Sent.Single().Notification.Level);
    }

    [Fact]
    public void Other_quiet_hours_count_for_what_waits_already()
    {
        var story = new Story(Given.Workflow(Lane.Standard), Owner(Night)) { Now = Given.Noon.AddHours(11) };
        story.Happens(Given.Observed(Given.Signal("1.2", 3300)));

        story.Chooses(Owner(AttentionChoices.Unset));
        story.Sends();

        Assert.Single(story.Sent);
    }

    [Fact]
    public void In_the_morning_the_budget_of_the_new_day_counts()
    {
        var day = new Day(Given.Workflow(Lane.Standard), Night with { PerDay = 2 });
        day.Story.Now = Given.Noon.AddHours(11);

        // More than the outbox has room for: some wait outside it, and are put off no less.
        day.Crosses(8);
        Assert.NotEmpty(day.Story.Displaced);
        Assert.Empty(day.Story.Sent);
        day.Story.Now = Given.Noon.AddHours(19);
        day.Settle();

        Assert.Equal(2, day.Story.Sent.Count);
        Assert.Equal(6, day.Items.Count);
        Assert.Equal(6, day.Story.Endings.Count(it => it.Outcome == DeliveryWords.Digested));
        Assert.Empty(day.Story.Displaced);
    }

    [Theory]
    [InlineData("another alert of the kind is fresh", 30, 1)]
    [InlineData("it has cooled down", 61, 2)]
    public void A_kind_that_cools_down_is_told_in_the_digest(string when, int minutes, int sent)
    {
        var workflow = Given.Workflow(Lane.Standard) with
        {
            Restraint = new Restraint { Cooldown = TimeSpan.FromHours(1) },
        };
        var day = new Day(workflow, AttentionChoices.Unset);

        day.Crosses(1);
        day.Story.Now += TimeSpan.FromMinutes(minutes);
        day.Crosses(1, from: 1);

        Assert.NotEmpty(when);
        Assert.Equal(sent, day.Story.Sent.Count);
        Assert.Equal(2 - sent, day.Items.Count);
    }

    [Fact]
    public void What_goes_deeper_does_not_wait_until_its_kind_has_cooled_down()
    {
        var workflow = Given.Workflow(Lane.Standard, standard: Given.Levels("< 1.3", "< 1.1")) with
        {
            Restraint = new Restraint { Cooldown = TimeSpan.FromHours(1), Group = TimeSpan.FromMinutes(1) },
        };
        var story = new Story(workflow);

        story.Sees("1.2", 1);
        story.Sends();
        story.Sees("1.0", 2);
        story.Sends();

        Assert.Equal([0, 1], story.Sent.Select(it => it.Notification.Level));
    }

    [Fact]
    public void A_group_tells_the_first_at_once_and_what_follows_together()
    {
        var workflow = Given.Workflow(Lane.Standard) with
        {
            Restraint = new Restraint { Group = TimeSpan.FromMinutes(10) },
        };
        var day = new Day(workflow, AttentionChoices.Unset);

        day.Crosses(5);
        Assert.Single(day.Story.Sent);
        day.Story.Now = Given.Noon.AddMinutes(20);
        day.Settle();

        var grouped = day.Story.Sent[^1].Notification;
        Assert.Equal(2, day.Story.Sent.Count);
        Assert.Equal((NotificationRole.Digest, "4"), (grouped.Role, grouped.Fields["count"]));
    }

    [Fact]
    public void An_alert_that_matters_more_puts_the_others_of_its_position_into_the_digest()
    {
        var small = Given.Workflow(Lane.Standard) with { Id = new WorkflowId("small"), Kind = new KindName("small") };
        var great = Given.Workflow(Lane.Critical) with
        {
            Restraint = new Restraint { Inhibits = [new KindName("small")] },
        };
        var story = new Story(great) { Policy = Given.Policy(great, small) };

        story.Sees("1.2", 1);
        story.Happens(Given.Observed(
            Given.Signal("1.2", 2) with { Workflow = small.Id },
            Given.Signal("1.2", 2, subject: Given.OtherMarket) with { Workflow = small.Id }));

        Assert.Equal(
            [DecisionOutcome.Notify, DecisionOutcome.Digested, DecisionOutcome.Notify],
            story.Records.Select(it => it.Outcome));
        Assert.Contains(story.Records.ElementAt(1).Reasons, it => it.Code == ReasonCode.Inhibited);
    }

    [Fact]
    public void A_snooze_holds_back_even_what_is_critical_and_tells_it_at_its_end()
    {
        var story = new Story(Given.Workflow(Lane.Critical), Owner(new AttentionChoices
        {
            Snoozes = [new Snooze.OfKind(Given.Kind, Given.Noon.AddHours(2))],
        }));

        story.Sees("1.2", 1);
        Assert.Equal(0, story.Sends());
        story.Now = Given.Noon.AddHours(2);
        story.Sends();

        Assert.Single(story.Sent);
    }

    [Fact]
    public void What_is_critical_and_over_before_its_snooze_ends_is_not_told_any_more()
    {
        var story = new Story(Given.Workflow(Lane.Critical), Owner(new AttentionChoices
        {
            Snoozes = [new Snooze.OfKind(Given.Kind, Given.Noon.AddHours(2))],
        }));

        story.Sees("1.2", 1);
        story.Sees("1.6", 2);
        story.Now = Given.Noon.AddHours(2);
        story.Sends();

        Assert.Empty(story.Sent);
        Assert.Equal(DeliveryWords.Cancelled, story.Endings.Single().Outcome);
    }

    [Fact]
    public void A_position_that_is_muted_until_resolved_is_told_again_in_its_next_episode()
    {
        var workflow = Given.Workflow(Lane.Critical, standard: Given.Levels("< 1.3", "< 1.1"));
        var story = new Story(workflow);
        story.Sees("1.2", 1);
        story.Sends();

        story.Chooses(Owner(new AttentionChoices
        {
            Snoozes = [new Snooze.OfPosition(Given.Risk, Given.Market, null, story.Open.Number)],
        }));
        story.Sees("1.0", 2);
        story.Sees("1.6", 3);
        story.Sees("1.2", 4);
        story.Sends();

        Assert.Equal([1, 2], story.Sent.Select(it => it.Notification.Episode));
        Assert.Contains(
            story.Records, it => it.Outcome == DecisionOutcome.Suppressed
                && it.Reasons.Any(reason => reason.Code == ReasonCode.Snoozed));
    }

    private static AttentionChoices Night { get; } = new()
    {
        Quiet = QuietHours.TryParse("22:00-07:00", out var quiet) ? quiet : null,
    };

    private static Preferences Owner(AttentionChoices choices) => Given.Owner with { Attention = choices };

    /// <summary>Positions that cross one after the other, and a digest like a grain's.</summary>
    private sealed class Day(Workflow workflow, AttentionChoices choices)
    {
        private int _block;

        public Story Story { get; } = new(workflow, Owner(choices));

        public List<DigestItem> Items => [.. Story.Effects.OfType<WalletEffect.Digested>().Select(it => it.Item)];

        public void Crosses(int count, int from = 0)
        {
            for (var i = 0; i < count; i++)
            {
                var block = ++_block;
                Story.Happens(Given.Observed(Given.Signal("1.2", block, subject: Markets[from + i]) is var signal
                    ? signal with { Source = signal.Source with { BlockTime = Story.Now } }
                    : signal));
                Settle();
            }
        }

        public void Settle()
        {
            for (var i = 0; i < 3; i++)
            {
                Story.Sends();
                Story.SendsDigest();
                Story.Resumes();
            }
        }
    }
}
