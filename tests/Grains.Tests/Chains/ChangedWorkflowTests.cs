using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>Workflows that come and change while the chain goes on: nothing is missed and nothing is told twice.</summary>
public sealed class ChangedWorkflowTests
{
    private static readonly Address OtherMarket = House.AddressOf(0xB0B);
    private readonly House _house = new();

    private async Task<Process> Start(params WorkflowSource[] workflows)
    {
        var process = await _house.Start(null, ("Kwala:Grains:FromBlock:local", "1"));
        foreach (var workflow in workflows)
            await Put(process, workflow);
        return process;
    }

    private static async Task Put(Process process, WorkflowSource workflow) =>
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(workflow));

    private Task Places(params string[] places) => _house.Storage.When(() => places.SequenceEqual(
        _house.Storage.Chain(House.Chain.Value).Depths.Select(place =>
            $"{place.Confirmations}@{place.Next} {string.Join(' ', place.Workflows.Order())}")));

    private void Mine(int blocks)
    {
        for (var block = 0; block < blocks; block++)
            _house.World.Mine();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Lowered_confirmations_miss_nothing_between_the_depths(int lowered)
    {
        await using var process = await Start(House.Workflow("near", lowered), House.Workflow("deep", 3));
        Mine(5);
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        Mine(lowered);
        await _house.Follow(process, Places($"{lowered}@7 near", $"3@{4 + lowered} deep"));
        Assert.Equal("near", (await _house.Webhook.Next()).Fields["workflow"]);

        await Put(process, House.Workflow("deep", lowered));
        await _house.Polling(Places($"{lowered}@7 deep near"));
        Assert.Equal("deep", (await _house.Webhook.Next()).Fields["workflow"]);

        Mine(1);
        await _house.Polling(Places($"{lowered}@8 deep near"));
        Assert.Equal(2, _house.Webhook.Sent.Count);
        Assert.Equal(["notify", "notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Raised_confirmations_take_back_what_a_reorg_orphans_and_miss_nothing_in_its_place()
    {
        await using var process = await Start(House.Workflow("risk", 0), House.Workflow("other", 3));
        _house.World.Mine(House.Health(House.AddressOf(5), 2m), House.Health(House.Wallet, 1.2m));
        await _house.Follow(process, _house.Webhook.Next());
        await _house.Polling(Places("0@2 risk", "3@1 other"));
        await Put(process, House.Workflow("risk", 3));
        await _house.Polling(Places("3@1 other", "3@2 risk"));

        _house.World.Drop(1);
        _house.World.Mine(House.Health(House.Wallet, 1.2m, OtherMarket));
        await _house.Polling(_house.Storage.When(() => _house.Outcomes(HistoryTopic.Decision).Contains("doubtful")));
        Assert.Single(_house.Webhook.Sent);

        Mine(3);
        var told = new[] { _house.Webhook.Next(), _house.Webhook.Next() };
        await _house.Polling(Task.WhenAll(told));
        Assert.Equal(["other", "risk"], told.Select(it => it.Result.Fields["workflow"]).Order());
        Assert.All(told, it => Assert.Equal(NotificationRole.Alert, it.Result.Role));

        Mine(5);
        var taken = _house.Webhook.Next();
        await _house.Polling(taken);
        Assert.Equal((NotificationRole.Retraction, "risk"), ((await taken).Role, (await taken).Fields["workflow"]));
        await _house.Polling(Places("3@7 other risk"));
        Assert.Equal(4, _house.Webhook.Sent.Count);
    }

    [Fact]
    public async Task New_workflow_at_a_depth_of_its_own_sees_every_block_from_then_on()
    {
        await using var process = await Start(House.Workflow("near", 0));
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process, _house.Webhook.Next());
        await _house.Polling(Places("0@2 near"));

        await Put(process, House.Workflow("deep", 2));
        await _house.Polling(Places("0@2 near", "2@2 deep"));
        _house.World.Mine(House.Health(House.AddressOf(5), 1.2m));
        Mine(2);
        var told = new[] { _house.Webhook.Next(), _house.Webhook.Next() };
        await _house.Polling(Task.WhenAll(told));
        Assert.Equal(["deep", "near"], told.Select(it => it.Result.Fields["workflow"]).Order());
    }

    [Fact]
    public async Task Workflow_with_another_contract_goes_on_where_it_is()
    {
        await using var process = await Start(House.Workflow("risk", 0));
        Mine(3);
        await _house.Follow(process, Places("0@4 risk"));
        // It has looked at the workflows before it began to wait, and looks again after.
        await _house.Resting();
        await Put(process, House.Workflow("risk", 0, OtherMarket));
        _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.Wallet, 1.2m, OtherMarket));
        var told = _house.Webhook.Next();
        await _house.Polling(told);
        Assert.Contains(OtherMarket.ToString(), (await told).Fields["subject"], StringComparison.Ordinal);
        await _house.Polling(Places("0@5 risk"));
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Depth_that_waits_for_its_node_holds_up_no_other()
    {
        var answers = new TaskCompletionSource();
        _house.World.Gate = confirmations => confirmations == 3 ? answers.Task : Task.CompletedTask;
        await using var process = await Start(House.Workflow("near", 0), House.Workflow("deep", 3));
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process, _house.Webhook.Next());
        Mine(5);
        await _house.Polling(Places("0@7 near", "3@1 deep"));
        Assert.Equal([0, 3], (await process.Listener.Status()).Depths.Select(depth => depth.Confirmations));

        answers.SetResult();
        var told = _house.Webhook.Next();
        await _house.Polling(told);
        Assert.Equal("deep", (await told).Fields["workflow"]);
    }
}
