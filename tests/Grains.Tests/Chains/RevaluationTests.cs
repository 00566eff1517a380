using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Present values decide again without a new log (decisions 7, 8, 12).</summary>
public sealed class RevaluationTests
{
    private static readonly TimeSpan LongPast = TimeSpan.FromDays(3);

    private readonly House _house = new();

    [Fact]
    public async Task Raised_threshold_of_a_workflow_tells_who_stands_beyond_it_once_and_a_lowered_one_closes()
    {
        await using var process = await Start(Workflow("1.30"));
        _house.World.Mine(House.Health(House.Wallet, 1.4m), House.Health(House.AddressOf(5), 2m));
        await Follow(process);
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        await Put(process, Workflow("1.50"));
        await _house.Rest();
        var told = await _house.Webhook.Next();
        await Put(process, Workflow("1.45"));
        await _house.Rest();
        await Put(process, Workflow("1.20"));
        await _house.Rest();

        Assert.Equal(
            (House.Wallet.ToString(), "< 1.5", "1"), (told.Wallet, told.Fields["threshold"], told.Fields["episode"]));
        Assert.DoesNotContain("late", told.Fields.Keys);
        Assert.Equal(["notify", "no-match", "resolved"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Candidate_with_another_line_tells_its_share_of_who_stands_beyond_it_and_its_end_closes()
    {
        var within = Any(wallet => Rollout.IsWithin(House.Risk, wallet, 50));
        var outside = Any(wallet => !Rollout.IsWithin(House.Risk, wallet, 50));
        await using var process = await Start(Workflow("1.30"));
        _house.World.Mine(House.Health(within, 1.4m), House.Health(outside, 1.4m));
        await Follow(process);
        await _house.Rest();
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        await process.Registry.RollOut(new RolloutWanted { Id = House.Risk, Source = Workflow("1.50"), Percent = 50 });
        await _house.Rest();
        var told = await _house.Webhook.Next();
        Assert.Equal((within.ToString(), "< 1.5"), (told.Wallet, told.Fields["threshold"]));
        await process.Registry.EndRollout(House.Risk);
        await _house.Rest();

        Assert.Equal(["notify", "resolved"], _house.Outcomes(HistoryTopic.Decision));
        Assert.Single(_house.Webhook.Sent);

        static Address Any(Func<Address, bool> fits) =>
            Enumerable.Range(1, 100).Select(number => House.AddressOf((uint)number)).First(fits);
    }

    [Fact]
    public async Task Change_of_words_alone_asks_no_wallet()
    {
        await using var process = await Start(Workflow("1.30"));
        _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await Follow(process);
        var asked = _house.Store.HoldersAsked;

        await Put(process, Workflow("1.30", "valid-for: 3h"));
        await _house.Rest();

        Assert.Equal(asked, _house.Store.HoldersAsked);
    }

    [Fact]
    public async Task Values_that_measured_something_else_are_not_held_against_the_new_line()
    {
        await using var process = await Start(Workflow("1.30"));
        _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await Follow(process);

        await Put(process, Workflow("150", value: "healthFactor / 1e16"));
        await _house.Rest();
        await Put(process, Workflow("160", value: "healthFactor / 1e16"));
        await _house.Rest();
        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));

        _house.World.Mine(House.Health(House.Wallet, 1.7m));
        await _house.Rest();
        await Put(process, Workflow("180", value: "healthFactor / 1e16"));
        await _house.Rest();
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Values_from_before_a_workflow_was_taken_out_of_use_are_not_the_present_ones()
    {
        await using var process = await Start(Workflow("1.30"));
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(Beside()));
        _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await Follow(process);

        Assert.IsType<WorkflowRemoval.Deleted>(await process.Registry.Delete(House.Risk));
        _house.World.Mine(House.Health(House.Wallet, 2m));
        await _house.Rest();
        await Put(process, Workflow("1.50"));
        await _house.Rest();
        await Put(process, Workflow("1.60"));
        await _house.Rest();

        Assert.Empty(_house.Outcomes(HistoryTopic.Decision));
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("critical")]
    public async Task Breach_that_stands_after_a_backfill_is_told_once_and_one_that_healed_is_not(string lane)
    {
        _house.World.AtHead = false;
        _house.World.BatchMax = 1;
        _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.AddressOf(5), 1.2m));
        _house.World.Mine(House.Health(House.Wallet, 1.1m), House.Health(House.AddressOf(5), 2m));
        _house.Time.Advance(LongPast);
        _house.World.Mine();

        await using var process = await Start(Workflow("1.30", lane: lane));
        await Follow(process);
        await _house.Rest();

        var told = await _house.Webhook.Next();
        Assert.Equal((House.Wallet.ToString(), "1.1", "true"),
            (told.Wallet, told.Fields["value"], told.Fields["late"]));
        Assert.Single(_house.Webhook.Sent);
        Assert.Single(_house.Outcomes(HistoryTopic.Decision), "notify");
        Assert.Null(Assert.Single((await process.Listener.Status()).Depths).Revaluation);
    }

    [Theory]
    [InlineData("critical", 1)]
    [InlineData("standard", 0)]
    public async Task Where_the_head_itself_is_old_only_what_is_critical_does_not_wait(string lane, int told)
    {
        _house.World.AtHead = false;
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.Time.Advance(LongPast);
        await using var process = await Start(Workflow("1.30", lane: lane));
        await Follow(process);
        await _house.Rest();
        Assert.Equal(told, _house.Outcomes(HistoryTopic.Decision).Count(it => it == "notify"));
        Assert.Equal(told == 0, Assert.Single((await process.Listener.Status()).Depths).Revaluation is not null);

        _house.World.Mine();
        await _house.Rest();
        Assert.Equal(House.Wallet.ToString(), (await _house.Webhook.Next()).Wallet);
        Assert.Single(_house.Outcomes(HistoryTopic.Decision), "notify");
    }

    [Fact]
    public async Task Breach_during_an_outage_longer_than_it_is_valid_is_told_when_the_outage_ends()
    {
        await using (var first = await Start(Workflow("1.30")))
        {
            _house.World.Mine(House.Health(House.Wallet, 2m));
            await Follow(first);
        }

        _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.AddressOf(5), 1.2m));
        _house.World.Mine(House.Health(House.AddressOf(5), 2m));
        _house.Time.Advance(LongPast);
        _house.World.Mine();
        _house.World.AtHead = false;
        await using var second = await Start(null);
        await Follow(second);
        await _house.Rest();

        var told = await _house.Webhook.Next();
        Assert.Equal((House.Wallet.ToString(), "true"), (told.Wallet, told.Fields["late"]));
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Sweep_that_a_crash_cuts_off_goes_on_where_it_was_and_tells_nobody_twice()
    {
        const int wallets = 600;
        await using (var first = await Start(Workflow("1.30")))
        {
            _house.World.Mine(
                [.. Enumerable.Range(1, wallets).Select(n => House.Health(House.AddressOf((uint)n), 1.4m))]);
            await Follow(first);
            await Put(first, Workflow("1.50"));
            // The 300th is on the second page, whose other wallets are saved already.
            _house.Storage.BeforeWrite = (_, key) => key == House.AddressOf(300).ToString()
                ? new StorageException(StorageFault.Full, "There is no room.")
                : null;
            await _house.Rest();
            var status = Assert.Single((await first.Listener.Status()).Depths);
            Assert.Equal((256L, wallets), (status.Revaluation!.Wallets, _house.Store.ValueCount));
            Assert.Contains("no room", status.Revaluation.Waiting, StringComparison.Ordinal);
        }

        Assert.Equal(511, Told());
        _house.Storage.BeforeWrite = (_, _) => null;
        await using var second = await Start(null);
        await Follow(second);
        await _house.Rest();

        Assert.Equal(wallets, Told());
        Assert.Equal(wallets, _house.Store.Rows(HistoryTopic.Decision).Select(row => row.Wallet).Distinct().Count());
        Assert.Null(Assert.Single((await second.Listener.Status()).Depths).Revaluation);

        int Told() => _house.Outcomes(HistoryTopic.Decision).Count(it => it == "notify");
    }

    [Fact]
    public async Task Wallet_that_cannot_decide_again_keeps_no_block_waiting()
    {
        await using var process = await Start(Workflow("1.30"));
        _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await Follow(process);
        _house.Storage.BeforeWrite = (state, key) => key == House.Wallet.ToString()
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        await Put(process, Workflow("1.50"));
        await _house.Rest();

        _house.World.Mine(House.Health(House.AddressOf(5), 1.2m));
        await _house.Rest();

        Assert.Equal(House.AddressOf(5).ToString(), (await _house.Webhook.Next()).Wallet);
        Assert.Contains(
            "no room",
            Assert.Single((await process.Listener.Status()).Depths).Revaluation!.Waiting,
            StringComparison.Ordinal);
    }

    private static WorkflowSource Workflow(
        string standard, string more = "", string lane = "standard", string value = "healthFactor / 1e18") => new(
            "request",
            House.Workflow("webhook", lane).Yaml
                .Replace(
                    "conservative: 1.50, standard: 1.30, aggressive: 1.10",
                    $"standard: {standard}",
                    StringComparison.Ordinal)
                .Replace("healthFactor / 1e18", value, StringComparison.Ordinal) + "\n" + more + "\n");

    // Keeps the depth followed.
    private static WorkflowSource Beside() => new("request", Workflow("0.10").Yaml.Replace(
        "workflow: liquidation-risk", "workflow: beside\nkind: beside", StringComparison.Ordinal));

    private Task<Process> Start(WorkflowSource? workflow) =>
        _house.Start(workflow, ("Kwala:Grains:FromBlock:local", "1"));

    private static async Task Put(Process process, WorkflowSource workflow) =>
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(workflow));

    private Task Follow(Process process) => _house.Follow(process, _house.Resting());
}
