using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Portfolio;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Wallets;

/// <summary>What a wallet holds, in its decisions. Blocks are twelve seconds apart.</summary>
public class PortfolioStageTests
{
    private static readonly PortfolioPlan Plan = new()
    {
        Assets = [Address.FromBytes([.. Enumerable.Repeat((byte)1, Address.Size)])],
        ExposureMin = Rational.Of(1, 100),
        Words = ImmutableSortedDictionary<PortfolioClass, TemplateName>.Empty
            .Add(PortfolioClass.Concentrated, new TemplateName("risk"))
            .Add(PortfolioClass.Neutral, new TemplateName("plain"))
            .Add(PortfolioClass.Diversified, new TemplateName("chance")),
    };

    private static readonly ChangeRule Hour = new(TimeSpan.FromHours(1), IsSliding: true, IsRelative: true);

    [Theory]
    [InlineData("90", "0.82", "risk")]
    [InlineData("50", "0.5", "risk")]
    [InlineData("40", "0.36", "plain")]
    [InlineData("5", "0.25", "chance")]
    [InlineData("5", "0.1", "chance")]
    [InlineData("1", "0.9", "risk")]
    public void The_same_event_is_told_in_the_words_of_the_wallets_portfolio(
        string percent, string concentration, string words)
    {
        var story = Sees(Lane.Standard, Seen(percent, concentration));

        Assert.Equal(words, Assert.Single(story.Ready).Notification.Template.Value);
    }

    [Theory]
    [InlineData("0", "The owner would have been told with an exposure of at least 1%.")]
    [InlineData("0.99", "The owner would have been told with an exposure of at least 1%.")]
    public void What_does_not_touch_the_wallet_is_not_told(string percent, string otherwise)
    {
        var story = Sees(Lane.Standard, Seen(percent, "0.9"));

        var decision = Assert.Single(story.Records);
        Assert.Empty(story.Ready);
        Assert.Equal(DecisionOutcome.Suppressed, decision.Outcome);
        var reason = decision.Reasons.Single(it => it.Code == ReasonCode.PortfolioUntouched);
        Assert.Equal(
            ($"{percent}% of the portfolio at block 1 is in what moved; the workflow tells from 1% on.", otherwise),
            (reason.Text, reason.Otherwise));
    }

    [Fact]
    public void What_was_kept_back_for_too_little_is_told_once_with_the_value_that_finds_enough()
    {
        var story = Sees(Lane.Bulk, Seen("0.5", "0.9"));
        var state = story.State;
        Next(story, "0.6");
        Assert.Same(state, story.State);
        Next(story, "50");
        Next(story, "60");

        Assert.Single(story.Ready);
        Assert.Equal(0, story.Book.Untouched);
    }

    [Fact]
    public void What_was_kept_back_for_another_reason_is_not_told_because_the_portfolio_grew()
    {
        var story = Sees(Lane.Bulk, Seen("50", "0.9"), owner: Given.Owner with { MutedKinds = [Given.Kind] });
        Next(story, "90");

        Assert.Empty(story.Ready);
    }

    private static void Next(Story story, string percent)
    {
        story.Now += Given.BlockInterval;
        story.Happens(Given.Observed(
            Given.Signal("1.2", (long)((story.Now - Given.Noon) / Given.BlockInterval)) with { Portfolio = Seen(percent, "0.9") }));
    }

    [Fact]
    public void Without_a_least_exposure_only_nothing_is_too_little()
    {
        var any = Plan with { ExposureMin = Rational.Zero };

        Assert.Single(Sees(Lane.Bulk, Seen("0.01", "0.9"), any).Ready);
        Assert.Empty(Sees(Lane.Bulk, Seen("0", "0.9"), any).Ready);
    }

    [Fact]
    public void The_critical_lane_is_never_kept_back()
    {
        foreach (var seen in new[] { null, Seen("0", "0"), Seen("0.1", "0.9"), Unknown, Stale("0") })
        {
            Assert.Single(Sees(Lane.Critical, seen).Ready);
            Assert.Single(Move(Lane.Critical, Seen("50", "0.9", exposed: "1"), Plan with { ImpactMin = 1000 }).Ready);
        }
    }

    [Fact]
    public void In_doubt_the_standard_lane_tells_and_the_bulk_lane_does_not()
    {
        foreach (var (seen, code) in new[]
        {
            (null, ReasonCode.PortfolioUnknown),
            (Unknown, ReasonCode.PortfolioUnknown),
            (Stale("0"), ReasonCode.PortfolioStale),
            (Stale("90"), ReasonCode.PortfolioStale),
        })
        {
            var (standard, bulk) = (Sees(Lane.Standard, seen), Sees(Lane.Bulk, seen));

            Assert.Single(standard.Ready);
            Assert.Contains(Assert.Single(standard.Records).Reasons, reason => reason.Code == code);
            Assert.Empty(bulk.Ready);
            Assert.Contains(
                Assert.Single(bulk.Records).Reasons, reason => reason.Code == code && reason.Otherwise is not null);
        }
    }

    [Fact]
    public void A_stale_portfolio_still_chooses_the_words_and_says_so()
    {
        var story = Sees(Lane.Standard, Stale("90"));

        Assert.Equal("risk", Assert.Single(story.Ready).Notification.Template.Value);
        Assert.Contains(
            Assert.Single(story.Records).Reasons,
            reason => reason.Text == "It is an hour old. It is told as if it touched the wallet.");
    }

    [Fact]
    public void An_unknown_portfolio_leaves_the_actions_words()
    {
        var told = Assert.Single(Sees(Lane.Standard, Unknown).Ready).Notification;

        Assert.Equal("words", told.Template.Value);
        Assert.DoesNotContain("exposure", told.Fields.Keys);
    }

    [Fact]
    public void A_message_says_exposure_class_worth_and_impact()
    {
        var fields = Assert.Single(Move(Lane.Standard, Seen("45", "0.4", exposed: "9000")).Ready).Notification.Fields;

        Assert.Equal(
            ("45%", "0.4", "neutral", "20000", "-1000"),
            (fields["exposure"], fields["concentration"], fields["portfolioClass"], fields["portfolioUsd"],
                fields["impactUsd"]));
    }

    [Fact]
    public void A_move_that_changes_too_little_is_not_told()
    {
        var plan = Plan with { ImpactMin = 1001 };
        var small = Move(Lane.Standard, Seen("45", "0.4", exposed: "9000"), plan);
        var large = Move(Lane.Standard, Seen("45", "0.4", exposed: "9009"), plan);

        Assert.Empty(small.Ready);
        var reason = small.Records.Last().Reasons.Single(it => it.Code == ReasonCode.ImpactTooSmall);
        Assert.Equal(
            ("The move changes the portfolio by -1000 USD; the workflow tells from 1001 on.",
                "The owner would have been told with an impact of at least 1001 USD."),
            (reason.Text, reason.Otherwise));
        Assert.Single(large.Ready);
    }

    [Fact]
    public void The_reason_holds_the_numbers_compared()
    {
        var signal = Given.Signal("1.2", 6);
        var story = Happens(new Story(Workflow(Lane.Standard, Plan)), signal with { Portfolio = Seen("90", "0.82") });

        Assert.Equal(
            "90% of the portfolio (18000 USD; 20000 USD in all, block 1, 60 s before) is in what moved; with a "
            + "concentration of 0.82 it is concentrated.",
            story.Records.Single().Reasons.Single(it => it.Code == ReasonCode.PortfolioTouched).Text);
    }

    [Fact]
    public void A_workflow_that_does_not_ask_says_nothing()
    {
        var story = Happens(new Story(Given.Workflow()), Given.Signal("1.2", 1));

        Assert.DoesNotContain(
            story.Records.SelectMany(it => it.Reasons),
            reason => reason.Code.ToString().StartsWith("Portfolio", StringComparison.Ordinal));
        Assert.Equal("words", Assert.Single(story.Ready).Notification.Template.Value);
    }

    [Theory]
    // Told from 1.3 on by default, from 1.5 on by the conservative tier.
    [InlineData("99999", "1.4", false)]
    [InlineData("100000", "1.4", true)]
    [InlineData("99999", "1.2", true)]
    [InlineData("-5", "1.4", false)]
    public void A_wallet_that_chose_no_tier_has_one_by_its_worth(string worth, string value, bool isTold)
    {
        var story = Sees(Lane.Critical, Seen("90", "0.9", worth: worth), BySize, value: value);

        Assert.Equal(isTold ? 1 : 0, story.Ready.Length);
    }

    [Fact]
    public void The_reason_says_that_the_worth_chose_the_tier()
    {
        var decision = Sees(Lane.Critical, Seen("90", "0.9", worth: "100000"), BySize, value: "1.4").Records.Single();

        Assert.Equal(("conservative", ReasonCode.WorthTier), (decision.Tier.Value, decision.Reasons[0].Code));
    }

    [Fact]
    public void The_owners_own_choice_always_wins()
    {
        var whale = Seen("90", "0.9", worth: "5000000");
        var chosen = Given.Owner with { Tier = TierName.Standard };
        var own = Given.Owner with
        {
            Thresholds = Given.Owner.Thresholds.SetItem(Given.Risk, Given.Line("< 1.2")),
        };

        Assert.Empty(Sees(Lane.Critical, whale, BySize, chosen, "1.4").Ready);
        Assert.Empty(Sees(Lane.Critical, whale, BySize, own, "1.4").Ready);
        Assert.Equal("standard", Sees(Lane.Critical, whale, BySize, chosen, "1.2").Records.Single().Tier.Value);
    }

    [Fact]
    public void The_worth_stays_known_where_it_cannot_be_read_and_costs_a_save_only_where_the_tier_changes()
    {
        var story = new Story(Workflow(Lane.Critical, BySize));
        Happens(story, Given.Signal("2", 1) with { Portfolio = Seen("90", "0.9", worth: "150000") });
        var known = story.State;
        Happens(story, Given.Signal("2", 2) with { Portfolio = Seen("90", "0.9", worth: "250000") });
        Assert.Equal((150_000L, known.WorthUsd), (known.WorthUsd, story.State.WorthUsd));

        Happens(story, Given.Signal("1.4", 3) with { Portfolio = Unknown });

        Assert.Equal("conservative", Assert.Single(story.Records).Tier.Value);
        Assert.Single(story.Ready);
    }

    [Fact]
    public void A_worth_that_is_in_doubt_chooses_no_tier()
    {
        var doubted = Seen("90", "0.9", worth: "5000000") with { Problem = "It is an hour old." };

        Assert.Empty(Sees(Lane.Critical, doubted, BySize, value: "1.4").Ready);
    }

    private static PortfolioPlan BySize => Plan with
    {
        Defaults = ImmutableSortedDictionary<long, TierName>.Empty.Add(100_000, TierName.Conservative),
    };

    private static PortfolioSeen Unknown { get; } = new(null, "Nobody knows.");

    private static PortfolioSeen Stale(string percent) => Seen(percent, "0.9") with { Problem = "It is an hour old." };

    private static PortfolioSeen Seen(
        string percent, string concentration, string worth = "20000", string? exposed = null) => new(
        new PortfolioView(
            Given.Number(worth),
            exposed is null ? Given.Number(worth) * Given.Number(percent) / 100 : Given.Number(exposed),
            Given.Number(percent) / 100,
            Given.Number(concentration),
            1,
            Given.TimeOf(1)),
        null);

    private static Workflow Workflow(Lane lane, PortfolioPlan plan) => Given.Workflow(lane) with { Portfolio = plan };

    private static Story Sees(
        Lane lane, PortfolioSeen? seen, PortfolioPlan? plan = null, Preferences? owner = null, string value = "1.2") =>
        Happens(
            new Story(Workflow(lane, plan ?? Plan), owner), Given.Signal(value, 1) with { Portfolio = seen });

    // A fall of a tenth within the hour.
    private static Story Move(Lane lane, PortfolioSeen seen, PortfolioPlan? plan = null)
    {
        var workflow = Workflow(lane, plan ?? Plan);
        var moves = new Levels([Given.Line("-5..5")]);
        var story = new Story(workflow with
        {
            Rule = workflow.Rule with
            {
                Side = AlertSide.Either,
                Change = Hour,
                Tiers = workflow.Rule.Tiers.SetItems(
                    workflow.Rule.Tiers.Keys.Select(tier => KeyValuePair.Create(tier, moves))),
            },
        });
        Happens(story, Given.Signal("2000", 1) with { Portfolio = seen });
        return Happens(story, Given.Signal("1800", 2) with { Portfolio = seen });
    }

    private static Story Happens(Story story, Signal signal)
    {
        story.Now = signal.Source.BlockTime;
        story.Happens(Given.Observed(signal));
        return story;
    }
}
