using Kwala.Core.Backtests;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Portfolio;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Backtests;

public sealed class BacktestPlanTests
{
    private const string Liquidation =
        "LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, "
        + "uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)";

    [Fact]
    public void Without_a_choice_every_tier_is_tried()
    {
        var plan = Planned([], []);

        Assert.Equal(
            ["tier aggressive", "tier conservative", "tier standard"], plan.Variants.Select(it => it.Label).Order());
    }

    [Fact]
    public void A_threshold_is_the_owners_own_and_is_called_as_it_was_written()
    {
        var variant = Assert.Single(Planned(["1.30"], []).Variants);

        Assert.Equal("1.30", variant.Label);
        Assert.Equal(Given.Line("< 1.3"), variant.Preferences.Thresholds[Given.Risk]);
    }

    [Theory]
    [InlineData("x", "standard", "is not a threshold")]
    [InlineData("0.9..1.1", "standard", "write a number such as 1.30")]
    [InlineData("1.30", "standrd", "did you mean \"standard\"?")]
    public void A_plan_with_mistakes_says_all_of_them(string threshold, string tier, string expected)
    {
        var planning = BacktestPlan.Of(Given.Workflow(), [threshold], [tier], Preferences.Unset, null);

        Assert.Contains(expected, string.Join('\n', Assert.IsType<BacktestPlanning.Refused>(planning).Mistakes));
    }

    [Fact]
    public void The_same_choice_twice_and_too_many_are_refused()
    {
        var twice = BacktestPlan.Of(Given.Workflow(), ["1.3", "1.3"], [], Preferences.Unset, null);
        var many = BacktestPlan.Of(
            Given.Workflow(), [.. Enumerable.Range(1, 17).Select(it => $"{it}")], [], Preferences.Unset, null);

        Assert.IsType<BacktestPlanning.Refused>(twice);
        Assert.IsType<BacktestPlanning.Refused>(many);
    }

    [Fact]
    public void No_portfolio_of_the_past_is_read() =>
        Assert.Null(((BacktestPlanning.Planned)BacktestPlan.Of(
            Given.Workflow() with { Portfolio = new PortfolioPlan() }, ["1.3"], [], Preferences.Unset, null)).Plan.Workflow.Portfolio);

    [Fact]
    public void Silence_of_the_past_teaches_nothing() =>
        Assert.Equal(LearningMode.Off, Planned(["1.3"], []).PolicyOf(Given.Wallet).Behaviour.Mode);

    [Fact]
    public void A_band_is_written_with_two_dots()
    {
        var workflow = Given.Workflow(side: AlertSide.Either);

        var plan = BacktestPlan.Of(workflow, ["0.95..1.05"], [], Preferences.Unset, null)
            .Match(it => it, _ => null!);

        Assert.Equal(Given.Line("0.95..1.05"), plan.Variants[0].Preferences.Thresholds[Given.Risk]);
    }

    [Theory]
    [InlineData(null, 2)]         // As the workflow's own argument is called.
    [InlineData("liquidator", 5)]
    public void An_outcomes_wallet_is_found_by_name(string? wanted, int index)
    {
        var read = OutcomeEvent.Read(Liquidation, [], wanted, null, Given.Workflow());

        var found = Assert.IsType<OutcomeEventReading.Found>(read).Event;
        Assert.Equal(index, found.Wallet);
        Assert.Equal("liquidation call", found.Name);
    }

    [Theory]
    [InlineData("Seized(address a, address b)", null, "Name one of a, b.")]
    [InlineData("Seized(address owner)", "ownr", "did you mean \"owner\"?")]
    [InlineData("Seized(uint256 amount)", null, "names no address")]
    [InlineData("Seized(", null, "column")]
    public void An_outcome_that_is_not_clear_is_refused_with_the_remedy(string text, string? wallet, string expected)
    {
        var read = OutcomeEvent.Read(text, [], wallet, null, Given.Workflow());

        Assert.Contains(expected, Assert.IsType<OutcomeEventReading.Refused>(read).Problem);
    }

    [Fact]
    public void Block_times_are_reckoned_from_the_blocks_that_hold_logs()
    {
        var clock = new BacktestClock();
        Assert.Equal(DateTimeOffset.UnixEpoch, clock.TimeOf(7));

        clock.See(new BlockRef(100, default), Given.Noon);
        clock.See(new BlockRef(200, default), Given.Noon.AddSeconds(1200));

        Assert.Equal(Given.Noon.AddSeconds(-120), clock.TimeOf(90));
        Assert.Equal(Given.Noon, clock.TimeOf(100));
        Assert.Equal(Given.Noon.AddSeconds(1260), clock.TimeOf(205));
    }

    private static BacktestPlan Planned(string[] thresholds, string[] tiers) =>
        BacktestPlan.Of(Given.Workflow(), [.. thresholds], [.. tiers], Preferences.Unset, null)
            .Match(it => it, mistakes => throw new InvalidOperationException(string.Join('\n', mistakes)));
}
