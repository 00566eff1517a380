using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>Alerts and ends that a full outbox has no room for are told in their order, or not at all.</summary>
public class ResolvedOutsideTests
{
    [Fact]
    public void An_end_that_a_full_outbox_displaces_before_its_alert_arrived_is_told_once_the_alert_is()
    {
        var story = EndDisplaced(Lane.Critical);

        SendsAll(story);

        Assert.Equal(
            ["Alert telegram", "Alert telegram", "Resolved telegram"],
            story.Sent.Where(it => it.Notification.Subject == Given.Market)
                .Select(it => $"{it.Notification.Role} {it.Delivery.Channel}"));
    }

    [Fact]
    public void An_end_that_was_displaced_is_not_told_where_its_alert_failed_meanwhile()
    {
        var story = EndDisplaced(Lane.Standard);

        story.SendsWhenDue(new SendOutcome.Rejected("refused"));
        SendsAll(story);

        Assert.DoesNotContain("Resolved telegram", Told(story));
        Assert.Empty(story.Displaced);
    }

    [Fact]
    public void A_critical_alert_that_waits_outside_until_its_episode_is_over_is_told_with_its_end()
    {
        var story = AlertDisplaced(Lane.Critical);

        SendsAll(story);

        Assert.Equal(
            ["Alert telegram", "Resolved telegram"],
            story.Sent.Where(it => it.Notification.Subject == Given.Market)
                .Select(it => $"{it.Notification.Role} {it.Delivery.Channel}"));
        Assert.Empty(story.Displaced);
    }

    [Fact]
    public void An_alert_that_waits_outside_until_its_episode_is_over_is_not_told_where_it_is_not_critical()
    {
        var story = AlertDisplaced(Lane.Standard);

        SendsAll(story);

        Assert.DoesNotContain(story.Sent, it => it.Notification.Subject == Given.Market);
        Assert.Empty(story.Displaced);
    }

    [Fact]
    public void The_end_that_waits_outside_is_not_told_where_the_alert_fails_once_it_is_back()
    {
        var story = AlertDisplaced(Lane.Critical);

        for (var rounds = 0; Outbox.DueAt(story.State) is not null; rounds++)
        {
            Assert.True(rounds < 50, "It does not end.");
            story.SendsWhenDue(new SendOutcome.Rejected("refused"));
            story.Resumes();
        }

        Assert.DoesNotContain("Resolved telegram", Told(story));
        Assert.Empty(story.Displaced);
    }

    [Fact]
    public void An_end_that_waits_outside_is_told_although_the_next_episode_is_told_of_before_it_comes_back()
    {
        var story = NewStory(Lane.Standard);
        story.Sees("1.2", 1);
        story.Sends();
        story.Happens(Given.Observed([.. Enumerable.Range(0, 8)
            .Select(n => Given.Signal("1.2", 2, subject: new SubjectKey($"eip155:1/{n}")))]));
        story.Sends(new SendOutcome.Unreachable("down"));
        story.Sees("2", 3);
        Assert.Contains(story.Displaced.Values, it => it.Notification.Role == NotificationRole.Resolved);
        story.Sees("1.2", 4);

        SendsAll(story);

        Assert.Equal(
            ["Alert 1", "Alert 2", "Resolved 1"],
            story.Sent.Where(it => it.Notification.Subject == Given.Market && it.Delivery.Attempts == 0)
                .Select(it => $"{it.Notification.Role} {it.Notification.Episode}").Order());
    }

    [Fact]
    public void What_came_back_does_not_come_again_however_much_comes_back_before_its_dead_letter_can_be_dropped()
    {
        var story = NewStory(Lane.Critical);
        for (var block = 1; block < 16; block++)
            story.Happens(Given.Observed([.. Enumerable.Range(0, 5).Select(n => Given.Signal(
                block % 2 == 1 ? "1.2" : "2", block, subject: new SubjectKey($"eip155:1/{n}")))]));
        var outside = story.Displaced.Values.ToArray();
        Assert.True(outside.Length > 20);

        for (var rounds = 0; rounds < 20; rounds++)
        {
            story.SendsWhenDue(new SendOutcome.Delivered(null));
            story.Happens(new WalletEvent.Resumed([.. outside]));
        }

        Assert.Distinct(story.Sent.Select(it => it.Delivery.Key));
    }

    // It is the newest of those that a full outbox has no room for, and is over before there is.
    private static Story AlertDisplaced(Lane lane)
    {
        var story = NewStory(lane);
        story.Now = Given.TimeOf(1);
        story.Happens(Given.Observed([
            .. Enumerable.Range(0, 6).Select(n => Given.Signal("1.2", 1, subject: new SubjectKey($"eip155:1/{n}"))),
            Given.Signal("1.2", 1),
        ]));
        Assert.Contains(story.Displaced.Values, it => it.Notification.Subject == Given.Market);
        story.Sends(new SendOutcome.Unreachable("down"));
        story.Sees("2", 2);
        return story;
    }

    // The alert was tried once and has not arrived; nothing else in the full outbox can be displaced.
    [Fact]
    public void A_correction_that_a_full_outbox_displaces_comes_back()
    {
        var story = NewStory(Lane.Critical);
        story.Sees("1.2", 10, final: false);
        story.Sends();
        story.Sees("2", 11, final: false);
        story.Sends();
        story.LosesBlocks(11, 11);
        story.Settles(20);
        story.Happens(Given.Observed([.. Enumerable.Range(0, 8)
            .Select(n => Given.Signal("1.2", 21, subject: new SubjectKey($"eip155:1/{n}")))]));

        story.Happens(new WalletEvent.DueCame { AreAllValues = true, Values = [Given.Signal("1.2", 10)] });
        Assert.Contains(story.Displaced.Values, it => it.Notification.Role == NotificationRole.Repeat);
        SendsAll(story);

        Assert.Contains("Repeat telegram", Told(story));
    }

    private static Story EndDisplaced(Lane lane)
    {
        var story = NewStory(lane);
        story.Now = Given.TimeOf(1);
        story.Happens(Given.Observed([Given.Signal("1.2", 1), .. Enumerable.Range(0, 8)
            .Select(n => Given.Signal("1.2", 1, subject: new SubjectKey($"eip155:1/{n}")))]));
        story.Sends(new SendOutcome.Unreachable("down"));
        story.Sees("2", 2);
        Assert.Contains(story.Displaced.Values, it => it.Notification.Role == NotificationRole.Resolved);
        return story;
    }

    private static void SendsAll(Story story)
    {
        for (var rounds = 0; Outbox.DueAt(story.State) is not null; rounds++)
        {
            Assert.True(rounds < 50, "It does not end.");
            story.SendsWhenDue(new SendOutcome.Delivered(null));
            story.Resumes();
        }
    }

    private static Story NewStory(Lane lane) => new(Given.Workflow(lane, standard: Given.Levels("< 1.3", "< 1.1")) with
    {
        Resolved = new ResolvedPlan(TemplateName.Resolved, []),
    });

    private static IEnumerable<string> Told(Story story) =>
        story.Sent.Select(sent => $"{sent.Notification.Role} {sent.Delivery.Channel}");
}
