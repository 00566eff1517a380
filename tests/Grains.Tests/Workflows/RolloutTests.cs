using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Grains.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kwala.Grains.Tests.Workflows;

/// <summary>A version for a share of the wallets, and the way back (decision 17).</summary>
public sealed class RolloutTests
{
    private static readonly Address Within = Any(wallet => Rollout.IsWithin(House.Risk, wallet, 50));
    private static readonly Address Outside = Any(wallet => !Rollout.IsWithin(House.Risk, wallet, 50));
    private static readonly WorkflowSource Live = House.Workflow("webhook", "critical");
    private static readonly WorkflowSource Stricter = With("standard: 1.30", "standard: 1.60");

    private readonly House _house = new();

    [Theory]
    [InlineData("1.45", "< 1.6 within")]
    [InlineData("1.2", "< 1.6 within, < 1.3 outside")]
    public async Task Candidate_decides_for_its_share_and_the_live_version_for_all_others(string value, string told)
    {
        await using var process = await _house.Start(Live);
        await RollOut(process, Stricter, 50);

        await Observe(process, Within, value);
        await Observe(process, Outside, value);

        var messages = new List<string>();
        foreach (var _ in told.Split(','))
        {
            var message = await _house.Webhook.Next();
            messages.Add($"{message.Fields["threshold"]} {(message.Wallet == Within.ToString() ? "within" : "outside")}");
        }

        Assert.Equal(told, string.Join(", ", messages.OrderDescending()));
    }

    [Fact]
    public async Task Wallets_are_told_why_by_the_version_that_decided_for_them_also_when_it_is_gone()
    {
        await using var process = await _house.Start(Live);
        var before = (await process.Registry.Read(House.Risk))!.Hash;
        _house.Time.Advance(TimeSpan.FromHours(1));
        var candidate = (await RollOut(process, Stricter, 50)).Candidate;
        var during = _house.Time.GetUtcNow();
        _house.Time.Advance(TimeSpan.FromHours(1));
        await process.Registry.EndRollout(House.Risk);
        var after = _house.Time.GetUtcNow();

        var asked = new List<Bytes32>();
        foreach (var (wallet, at) in new[] { (Within, during), (Outside, during), (Within, after) })
            asked.Add((await process.Registry.VersionFor(House.Risk, wallet, at))!.Hash);
        asked.Add((await process.Registry.VersionFor(House.Risk, Within, during.AddMinutes(-1)))!.Hash);

        Assert.Equal([candidate!.Value, before, before, before], asked);
    }

    [Fact]
    public async Task What_is_rolled_back_decides_in_no_silo_five_seconds_later_though_no_batch_tells_it()
    {
        await using var process = await _house.Start(Live);
        var good = (await process.Registry.Read(House.Risk))!.Hash;
        await process.Registry.Put(Stricter);
        using var one = Catalog(process);
        using var other = Catalog(process);
        var bad = (await one.AtLeast(0)).Workflows[House.Risk].Hash;
        Assert.Equal(bad, (await other.AtLeast(0)).Workflows[House.Risk].Hash);

        var answer = await process.Registry.RollBack(House.Risk, good);
        _house.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((RolloutAnswerKind.Done, good), (answer.Kind, answer.Standing!.Live));
        foreach (var silo in new[] { one, other })
            Assert.Equal(good, (await silo.AtLeast(0)).Workflows[House.Risk].Hash);
    }

    [Fact]
    public async Task Decisions_go_on_by_what_is_known_while_the_registry_cannot_be_asked()
    {
        var process = await _house.Start(Live);
        using var catalog = Catalog(process);
        var known = await catalog.AtLeast(0);
        await process.DisposeAsync();
        _house.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Same(known, await catalog.AtLeast(0));
    }

    [Fact]
    public async Task File_that_holds_what_was_rolled_back_stays_out_of_use_until_it_changes()
    {
        await using var process = await _house.Start();
        await process.Registry.SyncFiles([File(Live)]);
        var good = (await process.Registry.Read(House.Risk))!;
        await process.Registry.SyncFiles([File(Stricter)]);
        await process.Registry.RollBack(House.Risk, good.Hash);

        var again = await process.Registry.SyncFiles([File(Stricter)]);
        Assert.Equal(good, await process.Registry.Read(House.Risk));
        Assert.Contains("rolled back", Assert.Single(again.Mistakes).Message, StringComparison.Ordinal);

        await process.Registry.SyncFiles([File(With("standard: 1.30", "standard: 1.40"))]);
        Assert.NotEqual(good, await process.Registry.Read(House.Risk));
        Assert.Empty((await process.Registry.SyncFiles([File(Stricter)])).Mistakes);
    }

    [Fact]
    public async Task Version_that_is_gone_back_to_belongs_to_the_file_that_owns_the_workflow_now()
    {
        await using var process = await _house.Start(Live);
        var good = (await process.Registry.Read(House.Risk))!;
        await process.Registry.SyncFiles([File(Stricter)]);

        await process.Registry.RollBack(House.Risk, good.Hash);

        Assert.IsType<WorkflowPut.OwnedByFile>(await process.Registry.Put(Stricter));
        Assert.Empty((await process.Registry.SyncFiles([])).Live);
    }

    [Fact]
    public async Task Whole_share_makes_the_candidate_live_unless_a_file_owns_the_workflow()
    {
        await using var process = await _house.Start(Live);
        var candidate = (await RollOut(process, Stricter, 50)).Candidate;
        var whole = await RollOut(process, Stricter, 100);
        Assert.Equal((candidate, null, 0), ((Bytes32?)whole.Live, whole.Candidate, whole.Percent));

        await process.Registry.SyncFiles([File(Live)]);
        await RollOut(process, Stricter, 99);
        var refused = await process.Registry.RollOut(Wanted(Stricter, 100));
        Assert.Equal((RolloutAnswerKind.OwnedByFile, "risk.yaml"), (refused.Kind, refused.File));
    }

    [Theory]
    [InlineData("liquidation-risk", "healthFactor / 1e18", "healthFactor / 1e16", "value")]
    [InlineData("liquidation-risk", "standard: 1.30", "standard: ", "Expected a number")]
    [InlineData("liquidation-risk", "nothing to change", "", "live version")]
    [InlineData("other", "workflow: liquidation-risk", "workflow: liquidation", "names the workflow")]
    public async Task Text_that_cannot_decide_beside_the_live_version_is_refused_with_the_reason(
        string id, string what, string by, string reason)
    {
        await using var process = await _house.Start(Live);
        if (id != "liquidation-risk")
            await process.Registry.Put(With("workflow: liquidation-risk", $"workflow: {id}"));

        var answer = await process.Registry.RollOut(Wanted(With(what, by), 10) with { Id = new WorkflowId(id) });

        Assert.Equal(RolloutAnswerKind.Refused, answer.Kind);
        Assert.Contains(reason, Assert.Single(answer.Mistakes).Message, StringComparison.Ordinal);
        Assert.Null((await process.Registry.ReadRollout(House.Risk))!.Candidate);
    }

    [Fact]
    public async Task Versions_and_workflows_that_were_never_there_are_not_found()
    {
        await using var process = await _house.Start(Live);
        var unknown = Keccak256.Hash([1]);

        Assert.Equal(
            [RolloutAnswerKind.NoSuchVersion, RolloutAnswerKind.NoSuchVersion, RolloutAnswerKind.NotLive],
            [
                (await process.Registry.RollBack(House.Risk, unknown)).Kind,
                (await process.Registry.RollOut(Wanted(null, 10) with { Version = unknown })).Kind,
                (await process.Registry.RollBack(new WorkflowId("nothing"), unknown)).Kind,
            ]);
        Assert.Null(await process.Registry.ReadRollout(new WorkflowId("nothing")));
    }

    [Fact]
    public async Task Going_back_to_the_version_that_is_live_ends_the_rollout()
    {
        await using var process = await _house.Start(Live);
        var live = (await RollOut(process, Stricter, 50)).Live;

        var answer = await process.Registry.RollBack(House.Risk, live);

        Assert.Equal((live, null), (answer.Standing!.Live, answer.Standing.Candidate));
        Assert.Empty((await process.Registry.Live(-1))!.Candidates);
    }

    [Fact]
    public async Task Version_that_this_build_cannot_run_any_more_is_not_gone_back_to()
    {
        await using var process = await _house.Start(Live);
        var old = (await process.Registry.Read(House.Risk))!.Hash;
        await process.Registry.Put(Stricter);
        _house.Compile = (source, _) => new CompileOutcome.Refused([new WorkflowMistake(source.Name, 1, 1, "Not any more.")]);

        var answer = await process.Registry.RollBack(House.Risk, old);

        Assert.Equal("Not any more.", Assert.Single(answer.Mistakes).Message);
        Assert.NotEqual(old, (await process.Registry.Read(House.Risk))!.Hash);
    }

    [Fact]
    public async Task Workflow_for_subscribers_may_have_a_percentage_and_no_shadow()
    {
        static WorkflowSource ForAll(WorkflowSource source) => source with
        {
            Yaml = source.Yaml.Replace("wallet: user", "wallet: subscribers", StringComparison.Ordinal)
                .Replace("contract: any", $"contract: \"{House.Market}\"", StringComparison.Ordinal),
        };
        await using var process = await _house.Start(ForAll(Live));

        var refused = await process.Registry.RollOut(Wanted(ForAll(Stricter), 10) with { Shadow = true });

        Assert.Contains("cannot run in shadow", Assert.Single(refused.Mistakes).Message, StringComparison.Ordinal);
        Assert.Equal(10, (await RollOut(process, ForAll(Stricter), 10)).Percent);
    }

    [Fact]
    public async Task New_live_version_and_a_deletion_end_the_rollout()
    {
        await using var process = await _house.Start(Live);
        await RollOut(process, Stricter, 50);
        await process.Registry.Put(With("standard: 1.30", "standard: 1.40"));
        Assert.Null((await process.Registry.ReadRollout(House.Risk))!.Candidate);

        await RollOut(process, Stricter, 50);
        await process.Registry.Delete(House.Risk);
        Assert.Empty((await process.Registry.Live(-1))!.Candidates);
        await process.Registry.Put(Live);
        Assert.Null((await process.Registry.ReadRollout(House.Risk))!.Candidate);
    }

    private static Address Any(Func<Address, bool> fits) =>
        Enumerable.Range(1, 100).Select(number => House.AddressOf((uint)number)).First(fits);

    private static WorkflowSource With(string what, string by) =>
        Live with { Yaml = Live.Yaml.Replace(what, by, StringComparison.Ordinal) };

    private static WorkflowSource File(WorkflowSource source) => source with { Name = "risk.yaml" };

    private static RolloutWanted Wanted(WorkflowSource? source, int percent) =>
        new() { Id = House.Risk, Source = source, Percent = percent };

    private static async Task<RolloutStanding> RollOut(Process process, WorkflowSource source, int percent)
    {
        var answer = await process.Registry.RollOut(Wanted(source, percent));
        Assert.True(answer.Kind == RolloutAnswerKind.Done, string.Join(' ', answer.Mistakes));
        return answer.Standing!;
    }

    private async Task Observe(Process process, Address wallet, string value)
    {
        SignalBatch batch = _house.Batch(value);
        await process.Client.GetGrain<IWalletGrain>(wallet.ToString()).Observe(
            batch with { Revision = (await process.Registry.Live(-1))!.Revision });
    }

    // As a silo of its own would have.
    private WorkflowCatalog Catalog(Process process) => new(
        process.Client,
        process.Services.GetRequiredService<CompileWorkflow>(),
        _house.Time,
        NullLogger<WorkflowCatalog>.Instance);
}
