using System.Collections.Immutable;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets.Subscriptions;

public sealed class SubscriberEntriesTests
{
    private static readonly Preferences Subscriber = Given.Owner with
    {
        Subscriptions = ImmutableSortedDictionary<WorkflowId, Subscription>.Empty.Add(Given.Risk, Subscription.ToAll),
    };

    [Theory]
    [InlineData(AlertSide.Below, new[] { "< 1.3" })]
    [InlineData(AlertSide.Below, new[] { "< 1.5", "< 1.3", "< 1.1" })]
    [InlineData(AlertSide.Above, new[] { "> 1.1", "> 1.3", "> 1.6" })]
    [InlineData(AlertSide.Either, new[] { "1.2..1.4" })]
    [InlineData(AlertSide.Either, new[] { "1.2..1.4", "1.1..1.5" })]
    public void Whoever_is_called_by_the_index_alone_decides_as_if_told_every_tick(AlertSide side, string[] lines)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var workflow = Workflow(side, lines) with { Resolved = null };
            var (all, called) = (new Story(workflow, Subscriber), new Story(workflow, Subscriber));
            var (before, calls) = (Rational.Of(random.Next(900, 1800), 1000), 0);
            foreach (var story in new[] { all, called })
            {
                story.Chooses(Subscriber);
                story.Happens(Given.Observed(Given.Signal(before, 1, live: true, final: true)));
            }

            for (var block = 2; block < 200; block++)
            {
                // Now and then a jump; prices mostly crawl.
                var step = random.Next(8) == 0 ? random.Next(-400, 400) : random.Next(-20, 21);
                var value = Rational.Max(Rational.Of(1, 2), before + Rational.Of(step, 1000));
                var signal = Given.Observed(Given.Signal(value, block, live: true, final: true));
                (all.Now, called.Now) = (Given.TimeOf(block), Given.TimeOf(block));
                all.Happens(signal);
                if (IsBetween(called.State, workflow, before, value))
                {
                    called.Happens(signal);
                    calls++;
                }

                before = value;
            }

            Assert.Equal(
                all.Records.Select(it => (it.Outcome, it.Position, it.Episode, it.Value)),
                called.Records.Select(it => (it.Outcome, it.Position, it.Episode, it.Value)));
            Assert.InRange(calls, 0, 150);
        }
    }

    [Fact]
    public void Nothing_is_written_where_no_line_moves()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]), Subscriber);
        story.Chooses(Subscriber with { Tier = TierName.Standard });
        Assert.Single(story.Effects.OfType<WalletEffect.Indexed>());

        story.Sees("1.4", 1);
        Assert.Single(story.Effects.OfType<WalletEffect.Indexed>());
        story.Sees("1.2", 2);
        Assert.Equal(2, story.Effects.OfType<WalletEffect.Indexed>().Count());
    }

    [Fact]
    public void Whoever_subscribes_asks_for_the_present_value_until_told()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        story.Chooses(Subscriber);
        Assert.Contains(SubscriberEntry.Asking(Given.Risk), Entries(story));

        story.Happens(new WalletEvent.Revalued([Given.Signal("1.2", 1, live: false)]) { Ticked = [Given.Risk] });

        Assert.DoesNotContain(SubscriberEntry.Asking(Given.Risk), Entries(story));
        Assert.Equal(DecisionOutcome.Notify, story.Records.Single().Outcome);
    }

    [Fact]
    public void Whoever_did_not_ask_writes_anew_where_the_index_has_it()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        story.Chooses(Subscriber);
        var told = new WalletEvent.Revalued([]) { Ticked = [Given.Risk] };
        story.Happens(told);
        var written = story.Effects.OfType<WalletEffect.Indexed>().Count();

        story.Happens(told);

        Assert.Equal(written + 1, story.Effects.OfType<WalletEffect.Indexed>().Count());
    }

    [Fact]
    public void What_was_read_too_late_to_be_told_asks_for_the_present_value()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]) with { Lane = Core.Delivery.Lane.Standard }, Subscriber);
        story.Now = Given.Noon + TimeSpan.FromDays(2);
        story.Happens(Given.Observed(Given.Signal("1.2", 1, live: false)));
        Assert.Contains(SubscriberEntry.Asking(Given.Risk), Entries(story));

        story.Happens(new WalletEvent.Revalued([Given.Signal("1.2", 1, live: false)]) { Ticked = [Given.Risk] });
        Assert.DoesNotContain(SubscriberEntry.Asking(Given.Risk), Entries(story));
        Assert.Equal(DecisionOutcome.Notify, story.Records.Last().Outcome);
    }

    [Fact]
    public void Whoever_did_not_subscribe_decides_nothing_and_says_why()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Assert.Empty(story.Sees("1.2", 1));
        var record = WalletDecision.Explain(story.State, Given.Signal("1.2", 1), Given.Noon, story.Policy);
        Assert.Equal((DecisionOutcome.NoMatch, ReasonCode.NotSubscribed), (record.Outcome, record.Reasons.Single().Code));
    }

    [Fact]
    public void Whoever_leaves_forgets_what_was_open_and_is_sent_nothing_that_waits()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]), Subscriber);
        story.Sees("1.2", 1);
        Assert.NotEmpty(story.State.Outbox);

        story.Chooses(Given.Owner);

        Assert.Empty(story.State.Outbox);
        Assert.Empty(story.State.Tracks);
        Assert.Empty(Entries(story));
    }

    [Fact]
    public void Categories_stand_in_the_index_and_whoever_wants_all_under_the_empty_one()
    {
        var workflow = Workflow(AlertSide.Below, ["< 1.3"]);
        var some = Subscriber with
        {
            Subscriptions = Subscriber.Subscriptions.SetItem(Given.Risk, new Subscription(["risk", "treasury"])),
        };
        Assert.Contains(SubscriberEntry.Category(Given.Risk, "risk"), Of(some));
        Assert.Contains(SubscriberEntry.Category(Given.Risk, "treasury"), Of(some));
        Assert.DoesNotContain(SubscriberEntry.Category(Given.Risk, ""), Of(some));
        Assert.Contains(SubscriberEntry.Category(Given.Risk, ""), Of(Subscriber));

        ImmutableSortedSet<string> Of(Preferences preferences) =>
            SubscriberEntries.Of(Given.State(preferences), Given.Policy(workflow).Workflows);
    }

    private static Workflow Workflow(AlertSide side, string[] lines)
    {
        var workflow = Given.Workflow(side: side, standard: Given.Levels(lines));
        return workflow with
        {
            Wallets = [],
            Rule = workflow.Rule with { Tiers = workflow.Rule.Tiers.Where(it => it.Key == TierName.Standard).ToImmutableSortedDictionary() },
        };
    }

    private static ImmutableSortedSet<string> Entries(Story story) =>
        story.Effects.OfType<WalletEffect.Indexed>().LastOrDefault()?.Entries ?? [];

    // As a listener asks the index.
    private static bool IsBetween(WalletState state, Workflow workflow, Rational before, Rational now)
    {
        var entries = SubscriberEntries.Of(state, Given.Policy(workflow).Workflows);
        var (low, high) = (Rational.Min(before, now), Rational.Max(before, now));
        return low != high && new SubjectKey?[] { null, Given.Market }.Any(subject => entries.Any(entry =>
            string.CompareOrdinal(entry, SubscriberEntry.Line(workflow.Id, subject, low)) >= 0
            && string.CompareOrdinal(entry, SubscriberEntry.Line(workflow.Id, subject, high)) <= 0));
    }
}
