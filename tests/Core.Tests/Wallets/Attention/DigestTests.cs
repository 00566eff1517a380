using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets.Attention;

/// <summary>A digest: what it says of each thing when it is sent, and that each is told once.</summary>
public class DigestTests
{
    private static readonly DateTimeOffset Nine = Given.Noon.AddHours(21);

    private static Workflow Digested(Lane lane = Lane.Standard) => Given.Workflow(lane) with
    {
        Restraint = new Restraint { Digest = true },
    };

    [Fact]
    public void A_digest_comes_at_its_time_with_what_is_open_and_what_is_over()
    {
        var story = new Story(Digested());
        story.Sees("1.2", 1);
        story.Now = Given.TimeOf(2);
        story.Happens(Given.Observed(Given.Signal("1.1", 2, subject: Given.OtherMarket)));
        story.Sees("1.6", 3);
        Assert.Equal(0, story.Sends());
        Assert.Equal(Nine, Outbox.DueAt(story.State));

        story.Now = Nine;
        story.SendsDigest(Given.Signal("1.15", 4, live: false, subject: Given.OtherMarket));
        story.Sends();

        var digest = Assert.Single(story.Sent).Notification;
        Assert.Equal("2", digest.Fields["count"]);
        Assert.Equal("liquidation-risk: 1.2 (over)", digest.Fields["item.01"]);
        Assert.Equal("liquidation-risk: 1.1 (now 1.15)", digest.Fields["item.02"]);
        Assert.Empty(story.State.Attention.Digests);
        Assert.Null(Outbox.DueAt(story.State));
    }

    [Fact]
    public void What_stands_alone_is_not_called_over()
    {
        var story = new Story(Digested() with { Rule = Digested().Rule with { Latches = false } });
        story.Sees("1.2", 1);
        story.Now = Nine;
        story.SendsDigest();
        story.Sends();

        Assert.Equal("liquidation-risk: 1.2", Assert.Single(story.Sent).Notification.Fields["item.01"]);
    }

    [Fact]
    public void A_digest_that_is_due_in_quiet_hours_waits_to_the_end_of_them_and_gathers_on()
    {
        var quiet = new AttentionChoices { Quiet = new QuietHours(22 * 60, 10 * 60) };
        var story = new Story(Digested(), Given.Owner with { Attention = quiet });
        story.Sees("1.2", 1);
        story.Now = Nine;
        story.SendsDigest();
        Assert.Equal(0, story.Sends());

        story.Happens(Given.Observed(Given.Signal("1.1", 9000, subject: Given.OtherMarket)));
        Assert.Equal(Nine.AddHours(1), Outbox.DueAt(story.State));
        story.Now = Nine.AddHours(1);
        story.SendsDigest();
        story.Sends();

        Assert.Equal("2", Assert.Single(story.Sent).Notification.Fields["count"]);
    }

    [Fact]
    public void What_a_digest_told_is_not_told_again_where_another_branch_has_it_too()
    {
        var story = InDigestOfUnfinalBlock();
        story.LosesBlocks(1, 1);
        story.Sees("1.2", 1, final: false, fork: "b");
        story.Settles(20);
        story.Now = Nine.AddDays(1);
        story.SendsDigest();
        story.Sends();

        Assert.Single(story.Sent);
    }

    [Fact]
    public void What_a_digest_told_is_taken_back_where_no_branch_has_it()
    {
        var story = InDigestOfUnfinalBlock();
        story.LosesBlocks(1, 1);
        story.Settles(20);
        story.Sends();

        Assert.Equal(NotificationRole.Retraction, story.Sent[^1].Notification.Role);
        Assert.Equal(2, story.Sent.Count);
    }

    private static Story InDigestOfUnfinalBlock()
    {
        var soon = new AttentionChoices { Digest = new DigestSchedule(null, (12 * 60) + 30) };
        var story = new Story(Digested(), Given.Owner with { Attention = soon });
        story.Sees("1.2", 1, final: false);
        story.Now = Given.Noon.AddMinutes(30);
        story.SendsDigest();
        story.Sends();
        Assert.Single(story.Sent);
        return story;
    }

    [Fact]
    public void A_digest_that_was_sent_is_not_sent_again_and_the_next_has_a_number_of_its_own()
    {
        var story = new Story(Digested());
        story.Sees("1.2", 1);
        var items = story.Effects.OfType<WalletEffect.Digested>().Select(it => it.Item).ToArray();
        story.Now = Nine;
        story.SendsDigest();

        story.Happens(new WalletEvent.DigestCame(1, [.. items]));
        story.Sends();
        story.Happens(Given.Observed(Given.Signal("1.1", 9000, subject: Given.OtherMarket)));

        Assert.Single(story.Sent);
        Assert.Equal([1L, 2L], story.Effects.OfType<WalletEffect.Digested>().Select(it => it.Digest));
    }

    [Fact]
    public void What_matters_more_comes_first()
    {
        var bulk = Digested(Lane.Bulk) with { Id = new WorkflowId("a-bulk"), Kind = new KindName("a-bulk") };
        var story = new Story(bulk) { Policy = Given.Policy(bulk, Digested()) };

        story.Happens(Given.Observed(Given.Signal("1.2", 1) with { Workflow = bulk.Id }, Given.Signal("1.2", 1)));
        story.Now = Nine;
        story.SendsDigest();
        story.Sends();

        Assert.StartsWith("liquidation-risk", story.Sent.Single().Notification.Fields["item.01"]);
    }

    [Fact]
    public void A_kind_that_the_owner_opted_out_of_meanwhile_is_left_out()
    {
        var story = new Story(Digested());
        story.Sees("1.2", 1);

        story.Chooses(Given.Owner with { MutedKinds = [Given.Kind] });
        story.Now = Nine;
        story.SendsDigest();

        Assert.Equal(0, story.Sends());
        Assert.Empty(story.State.Attention.Digests);
    }

    [Fact]
    public void What_the_owner_subscribes_to_no_more_is_left_out()
    {
        var subscribed = Given.Owner with { Subscriptions = Given.Owner.Subscriptions.Add(Given.Risk, Subscription.ToAll) };
        var story = new Story(Digested() with { Wallets = [] }, subscribed);
        story.Sees("1.2", 1);
        story.Chooses(Given.Owner);
        story.Now = Nine;
        story.SendsDigest();

        Assert.Equal(0, story.Sends());
    }

    [Fact]
    public void Without_a_channel_nothing_is_sent_and_the_inbox_has_it()
    {
        var story = new Story(Digested(), Preferences.Unset with { MutedChannels = [ChannelName.Webhook] });

        story.Sees("1.2", 1);

        Assert.Single(story.Effects.OfType<WalletEffect.Show>());
        Assert.Empty(story.State.Attention.Digests);
    }

    [Fact]
    public void Another_schedule_counts_for_the_digest_that_is_being_filled()
    {
        var story = new Story(Digested());
        story.Sees("1.2", 1);

        Assert.True(DigestSchedule.TryParse("daily 13:00", out var schedule));
        story.Chooses(Given.Owner with { Attention = new AttentionChoices { Digest = schedule } });

        Assert.Equal(Given.Noon.AddHours(1), Outbox.DueAt(story.State));
    }

    [Fact]
    public void A_mute_holds_the_digest_back()
    {
        var story = new Story(Digested(), Given.Owner with { MutedUntil = Nine.AddHours(3) });
        story.Sees("1.2", 1);

        Assert.Null(DigestDecision.DueNumber(story.State, Nine));
        Assert.Equal(1, DigestDecision.DueNumber(story.State, Nine.AddHours(3)));
        Assert.Equal(Nine.AddHours(3), Outbox.DueAt(story.State));
    }

    [Fact]
    public void What_a_reorg_put_in_doubt_waits_for_the_next_digest()
    {
        var story = new Story(Digested());
        story.Sees("1.2", 1, final: false);
        story.LosesBlocks(1, 1);
        story.Now = Nine;

        story.SendsDigest();

        Assert.Equal(0, story.Sends());
        Assert.Equal(2, story.State.Attention.Digests.Single().Number);
        Assert.Equal(2, story.Effects.OfType<WalletEffect.Digested>().Count());
    }

    [Fact]
    public void What_a_reorg_took_back_is_not_told()
    {
        var story = new Story(Digested());
        story.Sees("1.2", 1, final: false);
        story.LosesBlocks(1, 1);

        story.Settles(through: 1);
        story.Now = Nine;
        story.SendsDigest();

        Assert.Equal(0, story.Sends());
        Assert.Single(story.Effects.OfType<WalletEffect.Undigested>());
    }

    [Fact]
    public void More_than_twenty_things_are_counted()
    {
        var story = new Story(Digested());
        for (var i = 0; i < 25; i++)
        {
            story.Sees("1.2", (2 * i) + 1);
            story.Sees("1.6", (2 * i) + 2);
        }

        story.Now = Nine;
        story.SendsDigest();
        story.Sends();

        var fields = story.Sent.Single().Notification.Fields;
        Assert.Equal("25", fields["count"]);
        Assert.Equal(20, fields.Keys.Count(name => name.StartsWith("item.", StringComparison.Ordinal)));
    }
}
