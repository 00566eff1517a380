using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>An old log is judged in the episode that it found, not in the present one.</summary>
public sealed class ExplainTests
{
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(12);

    private readonly House _house = new();

    [Fact]
    public async Task Every_log_is_judged_in_the_episode_that_it_found()
    {
        await using var process = await Start("[1.50, 1.30]");
        (decimal Value, string Expected)[] story =
        [
            (1.6m, "NoMatch ThresholdNotCrossed"),
            (1.4m, "Notify ThresholdCrossed 1, stored"),
            (1.35m, "NoMatch EpisodeStillOpen 1"),
            (1.2m, "Notify DeeperLevel 1, stored"),
            (1.25m, "NoMatch EpisodeStillOpen 1"),
            (1.4m, "NoMatch EpisodeStillOpen 1, stored"), // back at the milder level: that is remembered
            (1.52m, "NoMatch NotRearmed 1"),
            (1.7m, "Resolved Rearmed 1, stored"),
            (2m, "NoMatch ThresholdNotCrossed"),
            (1.45m, "Notify ThresholdCrossed 2, stored"),
            (1.44m, "NoMatch EpisodeStillOpen 2"),
        ];
        var blocks = new List<BlockRef>();
        foreach (var (value, _) in story)
            blocks.Add(Mine(value));
        await Follow(process);
        _house.Time.Advance(TimeSpan.FromHours(3));

        var explained = new List<string>();
        foreach (var block in blocks)
            explained.Add(Words(await Explain(process, block)));

        Assert.Equal(story.Select(it => it.Expected), explained);
    }

    [Fact]
    public async Task What_a_lost_fork_decided_is_not_what_the_canonical_chain_found()
    {
        await using var process = await Start("1.30");
        Mine(1.2m);
        Mine(2m);
        await Follow(process);
        _house.World.Drop(2);
        var safe = Mine(1.9m);
        var breach = Mine(1.25m);
        var open = Mine(1.2m);
        await Look();

        Assert.Equal("NoMatch ThresholdNotCrossed", Words(await Explain(process, safe))[..27]);
        Assert.Contains("ThresholdCrossed", Words(await Explain(process, breach)), StringComparison.Ordinal);
        Assert.StartsWith("NoMatch EpisodeStillOpen", Words(await Explain(process, open)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_that_a_reorg_took_and_the_chain_has_again_is_judged_and_not_called_doubtful()
    {
        await using var process = await Start("1.30");
        var breach = Mine(1.2m);
        await Follow(process);
        var back = _house.World.Kept();
        _house.World.Drop(1);
        _house.World.Mine();
        await Look();

        back();

        var explained = await Explain(process, breach);
        Assert.Equal("Suppressed ThresholdCrossed 1", Words(explained));
        Assert.Equal(ReasonCode.Reconfirmed, explained.Decision.Reasons[^1].Code);
    }

    [Fact]
    public async Task Log_from_before_the_history_says_that_its_episode_is_not_known_any_more()
    {
        _house.Store.Retention = TimeSpan.FromHours(1);
        await using var process = await Start("1.30");
        Mine(1.2m);
        var inside = Mine(1.25m);
        await Follow(process);
        Assert.True((await Explain(process, inside)).EpisodeKnown);

        _house.Time.Advance(TimeSpan.FromHours(2));
        _house.Store.DropHistory(_house.Time.GetUtcNow() - _house.Store.Retention);
        Assert.False((await Explain(process, inside)).EpisodeKnown);

        var healed = Mine(2m);
        await Look();
        Assert.Equal((true, "Resolved Rearmed 1, stored"), (
            (await Explain(process, healed)).EpisodeKnown, Words(await Explain(process, healed))));
        Assert.False((await Explain(process, inside)).EpisodeKnown);
    }

    [Fact]
    public async Task Stored_decision_is_found_however_much_was_decided_since()
    {
        await using var process = await Start("1.30");
        var first = Mine(1.2m);
        for (var crossing = 0; crossing < 300; crossing++)
        {
            _house.World.Mine(House.Health(House.Wallet, 2m));
            _house.World.Mine(House.Health(House.Wallet, 1.2m));
        }

        await Follow(process);

        Assert.Equal(601, _house.Store.Rows(HistoryTopic.Decision).Length);
        Assert.Equal("Notify ThresholdCrossed 1, stored", Words(await Explain(process, first)));
    }

    [Fact]
    public async Task Log_is_judged_by_the_preferences_that_were_in_force_then_also_after_a_restart()
    {
        DateTimeOffset chosen;
        BlockRef block;
        await using (var first = await Start("1.30"))
        {
            await first.Wallet.SetTier(TierName.Conservative);
            _house.Time.Advance(BlockTime);
            chosen = _house.Time.GetUtcNow();
            await first.Wallet.SetTier(TierName.Aggressive);
            block = Mine(1.2m);
            _house.Time.Advance(BlockTime);
            await first.Wallet.SetTier(TierName.Standard);
        }

        await using var process = await _house.Start();
        var explained = await Explain(process, block);

        Assert.Equal(
            (TierName.Aggressive, DecisionOutcome.NoMatch, chosen),
            (explained.Decision.Tier, explained.Decision.Outcome, explained.PreferencesSince));
    }

    [Fact]
    public async Task Log_that_came_too_late_to_be_news_is_explained_as_too_late_though_it_is_told_by_now()
    {
        _house.World.AtHead = false;
        await using var process = await Start("1.30", lane: "critical");
        var block = Mine(1.2m);
        _house.Time.Advance(TimeSpan.FromDays(3));
        await Follow(process);
        await Look();
        Assert.Contains("notify", _house.Outcomes(HistoryTopic.Decision));

        var explained = await Explain(process, block);

        Assert.NotNull(explained.Stored);
        Assert.Equal(explained.Stored.Outcome, explained.Decision.Outcome);
        Assert.Contains(explained.Decision.Reasons, reason => reason.Code == ReasonCode.Backfill);
    }

    [Fact]
    public async Task Log_is_explained_by_the_version_that_decided_it_though_another_was_live_at_its_block()
    {
        await using var process = await Start("1.30");
        var block = Mine(1.25m);
        _house.Time.Advance(BlockTime);
        await Put(process, it => it.Replace("standard: 1.30", "standard: 1.28", StringComparison.Ordinal));
        var decided = (await process.Registry.Read(House.Risk))!.Hash;
        await Follow(process);

        var explained = await Explain(process, block);

        Assert.Equal((decided, "< 1.28"), (explained.Stored!.Version, $"{explained.Stored.Line}"));
        Assert.Equal((decided, "< 1.28"), (explained.Decision.Version, $"{explained.Decision.Line}"));
    }

    [Fact]
    public async Task Log_of_a_workflow_that_is_gone_is_explained_by_its_last_version()
    {
        await using var process = await Start("1.30");
        var last = (await process.Registry.Read(House.Risk))!.Hash;
        var block = Mine(1.2m);
        await process.Registry.Delete(House.Risk);

        var explained = Assert.IsType<Explanation.Decided>(Assert.Single(
            await process.Wallet.Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, House.Risk)));

        Assert.Equal((DecisionOutcome.Notify, last), (explained.Decision.Outcome, explained.Decision.Version));
    }

    [Fact]
    public async Task Log_that_does_not_meet_the_condition_is_said_to_be_left_out()
    {
        await using var process = await Start("1.30");
        await Put(process, it => it + "\nwhen: healthFactor > 1e18");
        var block = Mine(0.5m);

        var explained = await Explain(process, block);

        Assert.Equal(ReasonCode.LeftOut, Assert.Single(explained.Decision.Reasons).Code);
    }

    [Fact]
    public async Task Log_that_the_version_of_its_time_did_not_listen_to_did_not_trigger_it()
    {
        await using var process = await Start("1.30");
        await Put(process, it => it.Replace("contract: any", $"contract: \"{House.AddressOf(9)}\"", StringComparison.Ordinal));
        var then = (await process.Registry.Read(House.Risk))!.Hash;
        var block = Mine(1.2m);
        _house.Time.Advance(BlockTime);
        await Put(process, it => it);

        var explained = await Explain(process, block);

        Assert.Equal(
            (then, ReasonCode.NotTriggered), (explained.Decision.Version, Assert.Single(explained.Decision.Reasons).Code));
    }

    private static async Task Put(Process process, Func<string, string> change) => Assert.IsType<WorkflowPut.Accepted>(
        await process.Registry.Put(new WorkflowSource("request", change(House.Workflow("webhook").Yaml))));

    private static string Words(Explanation.Decided it)
    {
        var episode = it.Decision.Episode > 0 ? $" {it.Decision.Episode}" : "";
        return $"{it.Decision.Outcome} {it.Decision.Reasons[1].Code}{episode}{(it.Stored is null ? "" : ", stored")}";
    }

    private static async Task<Explanation.Decided> Explain(Process process, BlockRef block) =>
        Assert.IsType<Explanation.Decided>(Assert.Single(
            await process.Wallet.Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, null)));

    private BlockRef Mine(decimal value)
    {
        _house.Time.Advance(BlockTime);
        return _house.World.Mine(House.Health(House.Wallet, value));
    }

    private Task<Process> Start(string standard, string lane = "standard")
    {
        var yaml = House.Workflow("webhook", lane).Yaml.Replace(
            "standard: 1.30", $"standard: {standard}", StringComparison.Ordinal);
        return _house.Start(new WorkflowSource("request", yaml), ("Kwala:Grains:FromBlock:local", "1"));
    }

    private async Task Follow(Process process)
    {
        await _house.Follow(process);
    }

    // The follower may have been reading while the last blocks were mined: it looks until it has seen them all.
    private async Task Look()
    {
        await _house.Polling(_house.World.Idle());
        await _house.Resting();
    }
}
