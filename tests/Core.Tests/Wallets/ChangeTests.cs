using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Delivery;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>How far a value moved within a window of block time. Blocks are twelve seconds apart: 300 an hour.</summary>
public class ChangeTests
{
    private static readonly ChangeRule Hour = new(TimeSpan.FromHours(1), IsSliding: true, IsRelative: true);
    private static readonly ChangeRule Day = new(TimeSpan.FromDays(1), IsSliding: false, IsRelative: true);

    [Fact]
    public void A_move_within_the_window_is_told_with_its_numbers()
    {
        var story = NewStory(Hour);
        story.Sees("2000", 0);
        story.Sees("1950", 100);
        story.Sees("1890", 250);
        story.Sends();

        var told = Assert.Single(story.Sent).Notification;
        Assert.Equal(
            ("1890", "-5.5%", "2000", "outside -5..5%"),
            (told.Fields["value"], told.Fields["change"], told.Fields["from"], told.Fields["threshold"]));
        Assert.Contains(
            story.Records.Last().Reasons,
            reason => reason is { Code: ReasonCode.Change, Text: "It moved by -5.5% within 01:00:00: from 2000 to 1890." });
    }

    [Fact]
    public void The_same_move_over_a_longer_time_is_not()
    {
        var story = NewStory(Hour);
        for (var step = 0; step <= 10; step++)
            story.Sees($"{2000 - (11 * step)}", step * 60);
        story.Sends();

        Assert.Empty(story.Sent);
    }

    [Fact]
    public void A_value_is_in_force_until_another_comes()
    {
        var story = NewStory(Hour);
        story.Sees("2000", 0);
        story.Sees("1800", 5000);
        story.Sends();

        Assert.Equal("-10%", Assert.Single(story.Sent).Notification.Fields["change"]);
    }

    [Fact]
    public void The_first_value_moves_nothing()
    {
        var story = NewStory(Hour);
        story.Sees("2000", 0);

        var record = WalletDecision.Explain(
            Given.State(), Given.Signal("2000", 0), story.Now, story.Policy);
        Assert.Contains(record.Reasons, reason => reason.Code == ReasonCode.Change);
        Assert.Empty(story.Ready);
    }

    [Fact]
    public void A_day_begins_at_midnight_with_the_value_in_force()
    {
        var story = NewStory(Day);
        story.Sees("2000", 0);
        story.Sees("1910", 3000);
        story.Sees("1850", 3599);
        var untilMidnight = story.Sends();
        story.Sees("1800", 3601);
        story.Sends();
        story.Sees("1750", 3700);
        story.Sends();

        Assert.Equal(1, untilMidnight);
        Assert.Equal(["-7.5%", "-5.41%"], story.Sent.Select(sent => sent.Notification.Fields["change"]));
        Assert.Equal("1850", story.Sent[^1].Notification.Fields["from"]);
    }

    [Fact]
    public void What_a_reorg_takes_back_is_forgotten_from_the_window_too()
    {
        var story = NewStory(Hour);
        story.Sees("2000", 0, final: false);
        story.Sees("2090", 10, final: false);
        story.Sees("2080", 11, final: false);
        story.LosesBlocks(10, 11);
        story.Sees("1985", 12, final: false, fork: "b");
        story.Settles(20);
        story.Sends();

        Assert.Empty(story.Sent);
        Assert.Equal(Given.Number("1985"), story.Book.Past!.Last);
    }

    [Fact]
    public void A_window_misses_nothing_within_it_and_sees_at_most_a_span_beyond() =>
        Prop.ForAll(Gen.Choose(0, 40_000).ArrayOf().ToArbitrary(), steps =>
        {
            var (past, at) = ((PastValues?)null, Given.Noon);
            var rule = new ThresholdRule(
                AlertSide.Either, Given.Workflow().Rule.Tiers, TierName.Standard, new Rearm.Absolute(Rational.Zero))
            {
                Change = Hour with { IsRelative = false },
            };
            var seen = new List<(DateTimeOffset At, int Value)>();
            foreach (var step in steps)
            {
                var value = 50 + (step % 100);
                at += TimeSpan.FromSeconds(12 * (1 + (step / 100)));
                if (seen.Count > 0)
                {
                    var move = Rational.Abs(
                        PastValues.MoveOf(past, value, at, rule.Change, AlertSide.Either)!.Change);
                    Assert.True(move >= Farthest(at - Hour.Window), "A move within the window was missed.");
                    Assert.True(move <= Farthest(at - (Hour.Window * 9 / 8)), "A move from before counted.");
                }

                past = PastValues.After(past, value, at, rule);
                seen.Add((at, value));

                // A value counts while it was in force.
                Rational Farthest(DateTimeOffset since) => seen
                    .Where((it, i) => i == seen.Count - 1 || seen[i + 1].At >= since)
                    .Max(it => Math.Abs(value - it.Value));
            }

            return past is null || past.Spans.Length <= ChangeRule.Spans + 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_value_is_remembered_to_twelve_digits()
    {
        var rule = NewStory(Hour).Policy.Workflows[Given.Risk].Rule;
        foreach (var text in new[] { "123456789012345678901234567890.123", "0.000000000012345678901234567890", "-1.05123456789012345678901234" })
        {
            var value = Given.Number(text);
            var kept = PastValues.After(null, value, Given.Noon, rule)!.Last;
            Assert.True(Rational.Abs((kept - value) / value) < Given.Number("0.00000000001"), text);
        }
    }

    private static Story NewStory(ChangeRule change) => new(Given.Workflow(
        Lane.Standard, AlertSide.Either, Given.Levels("-5..5")) with
    {
        Rule = new ThresholdRule(
            AlertSide.Either,
            Given.Workflow().Rule.Tiers.SetItem(TierName.Standard, Given.Levels("-5..5")),
            TierName.Standard, new Rearm.Relative(Given.Number("0.05")))
        {
            Change = change,
        },
    });
}
