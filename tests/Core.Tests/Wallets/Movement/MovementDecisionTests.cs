using System.Numerics;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets.Movement;

/// <summary>What a wallet remembers of a position that prices move, and where it stands in the index.</summary>
public sealed class MovementDecisionTests
{
    [Theory]
    [InlineData(AlertSide.Below, new[] { "< 1.3" })]
    [InlineData(AlertSide.Below, new[] { "< 1.5", "< 1.3", "< 1.1" })]
    [InlineData(AlertSide.Above, new[] { "> 1.1", "> 1.3", "> 1.6" })]
    [InlineData(AlertSide.Either, new[] { "1.2..1.4" })]
    public void Whoever_is_read_when_due_decides_as_if_read_with_every_price(AlertSide side, string[] lines)
    {
        var (reads, ticks) = (0, 0);
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var workflow = Workflow(side, lines);
            var (all, due) = (new Story(workflow), new Story(workflow));
            var prices = new BigInteger[] { 200_000, 100_000, 3_000 };
            // Two collaterals and two debts: what a price does to it nobody can say who does not know them.
            var value = Health(prices);
            var clock = MovementClock.Start(Given.Noon);
            Tell(all, due, value, 1, clock);
            for (var block = 2; block < 200; block++)
            {
                var feed = random.Next(prices.Length);
                var permille = random.Next(40) == 0 ? random.Next(-200, 250) : random.Next(-8, 9);
                var price = prices[feed] * (1000 + permille) / 1000;
                clock = MovementClock.AfterPrice(clock, prices[feed], price);
                prices[feed] = price;
                value = Health(prices);
                (all.Now, due.Now) = (Given.TimeOf(block), Given.TimeOf(block));
                ticks++;
                if (Due(due) is { } at && at <= clock)
                {
                    Tell(all, due, value, block, clock);
                    reads++;
                }
                else
                    Tell(all, null, value, block, clock);
            }

            Assert.Equal(
                all.Records.Select(it => (it.Outcome, it.Position, it.Episode, it.Level, it.Value)),
                due.Records.Select(it => (it.Outcome, it.Position, it.Episode, it.Level, it.Value)));
        }

        Assert.InRange(reads, 1, ticks / 3);
    }

    [Fact]
    public void Position_without_debt_stands_nowhere_until_it_has_some()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Read(story, "inf", 1, clock: 100);
        Assert.Empty(story.State.LastReads);
        Assert.Empty(story.Effects);

        Read(story, "1.5", 2, clock: 100);
        Assert.Equal(MovementClock.Due(Given.Number("1.5"), 100, [Given.Number("1.3")]), Due(story));
        Read(story, "inf", 3, clock: 100);
        Assert.Null(Due(story));
    }

    [Fact]
    public void Value_that_could_not_be_read_is_read_with_every_price()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Read(story, "undefined", 1, clock: 100);

        Assert.Equal(0, Due(story));
    }

    [Fact]
    public void Open_episode_waits_for_its_way_back_and_for_the_next_level()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3", "< 1.1"]));
        Read(story, "1.29", 1, clock: 100);

        Assert.Equal(
            MovementClock.Due(Given.Number("1.29"), 100, [Given.Number("1.365"), Given.Number("1.1")]), Due(story));
    }

    [Fact]
    public void Line_that_the_owner_draws_moves_the_entry_without_a_reading()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Read(story, "1.5", 1, clock: 100);

        story.Chooses(Given.Owner with
        {
            Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line("< 1.45")),
        });

        Assert.Equal(MovementClock.Due(Given.Number("1.5"), 100, [Given.Number("1.45")]), Due(story));
    }

    [Fact]
    public void Older_reading_that_is_handed_on_again_does_not_replace_a_newer_one()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Read(story, "1.5", 2, clock: 200);
        Read(story, "1.9", 1, clock: 100);

        Assert.Equal(new LastRead(Given.Number("1.5"), 200, 2), story.State.LastReads[Given.Risk]);
    }

    [Fact]
    public void Reading_in_a_lost_block_is_forgotten_and_comes_with_the_next_price()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Read(story, "1.5", 7, clock: 100);

        story.Happens(new WalletEvent.Orphaned(Given.Chain, [Given.Block(8)], [Given.Risk]));
        Assert.NotEqual(0, Due(story));
        story.Happens(new WalletEvent.Orphaned(Given.Chain, [Given.Block(7)], [Given.Risk]));

        Assert.Equal(0, Due(story));
    }

    [Fact]
    public void Workflow_that_is_gone_leaves_a_mark_for_whoever_brings_it_back()
    {
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]));
        Read(story, "1.5", 7, clock: 100);
        story.Policy = Given.Policy();
        story.Chooses(Given.Owner with { Tier = TierName.Conservative });

        Assert.Equal(0, Due(story));
    }

    [Fact]
    public void Wallet_keeps_16_positions_and_gives_up_what_was_read_longest_ago()
    {
        var names = Enumerable.Range(0, 17).Select(n => new WorkflowId($"w{n:00}")).ToArray();
        var story = new Story(Workflow(AlertSide.Below, ["< 1.3"]))
        {
            Policy = Given.Policy([.. names.Select(id => Workflow(AlertSide.Below, ["< 1.3"]) with { Id = id })]),
        };
        foreach (var id in names)
            story.Happens(Given.Observed(Given.Signal("1.5", 1) with { Workflow = id, Clock = 100 + Array.IndexOf(names, id) }));

        Assert.Equal(names[1..], story.State.LastReads.Keys);
    }

    private static Workflow Workflow(AlertSide side, string[] lines)
    {
        var workflow = Given.Workflow(side: side, standard: Given.Levels(lines)) with
        {
            Rechecks = [new Recheck(Given.Event, [Given.Wallet], []) { Moves = 1 }],
        };
        return side == AlertSide.Below ? workflow : workflow with
        {
            Rule = workflow.Rule with
            {
                Tiers = workflow.Rule.Tiers.Clear().Add(TierName.Standard, Given.Levels(lines)),
            },
        };
    }

    private static void Tell(Story all, Story? due, Rational value, long block, long clock)
    {
        var seen = Given.Observed(Given.Signal(value, block, live: true, final: true) with { Clock = clock });
        all.Happens(seen);
        due?.Happens(seen);
    }

    private static void Read(Story story, string value, long block, long clock) =>
        story.Happens(Given.Observed(Given.Signal(value, block) with { Clock = clock }));

    // 1.4 at the beginning.
    private static Rational Health(BigInteger[] prices) => Rational.Of(
        (prices[0] * 5) + (prices[1] * 4), (prices[2] * 200) + (prices[0] * 2));

    private static long? Due(Story story)
    {
        var entries = SubscriberEntries.Of(story.State, story.Policy.Workflows);
        return entries.IsEmpty ? null : SubscriberEntry.DueOf(Assert.Single(entries));
    }
}
