using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>What a listener tells of itself, which rows it keeps and which it lets go.</summary>
public sealed class ListenerStatusTests
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500), TroublePause = TimeSpan.FromSeconds(5);
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    private static WorkflowSource Second(string keys = "") => House.Workflow("email") with
    {
        Yaml = House.Workflow("email").Yaml
            .Replace("workflow: liquidation-risk", "workflow: second", StringComparison.Ordinal)
            .Replace("  contract: any", $"  contract: any\n{keys}", StringComparison.Ordinal),
    };

    private Task<Process> Start(WorkflowSource? workflow = null) =>
        _house.Start(workflow ?? House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));

    private Task Follow(Process process) => _house.Follow(process);

    private async Task LookAgain()
    {
        await Waits(_house.World.PollInterval);
        await _house.Pass(_house.World.PollInterval);
    }

    private Task Waits(TimeSpan pause) => _house.Time.WhenArmed(pause).WaitAsync(TimeSpan.FromSeconds(30));

    private static async Task<DepthStatus> Depth(Process process) =>
        Assert.Single((await process.Listener.Status()).Depths);

    [Fact]
    public async Task Listener_that_is_held_up_says_why_and_how_far_behind_it_is()
    {
        await using var process = await Start();
        _house.World.BatchMax = 1;
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.World.Mine();
        _house.World.Mine();
        var refused = 1;
        _house.Storage.BeforeWrite = (state, _) => state == "wallet" && refused-- > 0
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;

        await _house.Follow(process, Waits(RetryPause));

        var held = await Depth(process);
        Assert.Equal((1, 3, 3, 0, 3), (held.Next, held.Head, held.LagBlocks, held.BlocksSeen, held.BlocksExpected));
        Assert.Contains("There is no room.", held.Waiting, StringComparison.Ordinal);
        await _house.Log.When($"Warning: {House.Chain} at depth 0 is held up: blocks 1 to 1: 1 of 1 wallets could not take it");
        await _house.Pass(RetryPause);
        var free = await Depth(process);
        Assert.Equal((4, 3, 0, 3, 3), (free.Next, free.Head, free.LagBlocks, free.BlocksSeen, free.BlocksExpected));
        Assert.Null(free.Waiting);
    }

    [Fact]
    public async Task Node_that_has_no_answer_yet_stands_in_the_status_with_its_reason()
    {
        await using var process = await Start();
        _house.World.Mine();
        _house.World.Trouble = () => new FeedStep.NotYet("the node lags", RetryPause);

        await _house.Follow(process, Waits(RetryPause));

        Assert.Equal("the node lags", (await Depth(process)).Waiting);
    }

    [Fact]
    public async Task Chain_that_halted_says_so_and_goes_on_where_a_node_has_its_blocks_again()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.World.Trouble = () => new FeedStep.Halted("a reorg deeper than the window");

        await _house.Follow(process, Waits(TroublePause));
        for (var look = 0; look < 8; look++)
        {
            _house.Time.Advance(TroublePause);
            await Waits(TroublePause);
        }

        var halted = await Depth(process);
        Assert.Equal(("a reorg deeper than the window", 1), (halted.Halted, halted.Next));
        await _house.Log.When($"Critical: {House.Chain} at depth 0 is not followed any more: a reorg deeper than the window");
        Assert.Single(_house.Log.Lines, line => line.StartsWith("Critical:", StringComparison.Ordinal));
        Assert.Empty(_house.Webhook.Sent);

        _house.World.Trouble = () => null;
        var told = _house.Webhook.Next();
        for (var look = 0; look < 6 && !told.IsCompleted; look++)
        {
            _house.Time.Advance(TroublePause);
            await Task.WhenAny(told, Waits(TroublePause));
        }

        await told;
        Assert.Null((await Depth(process)).Halted);
    }

    [Fact]
    public async Task Coverage_counts_no_block_that_a_reorg_replaced()
    {
        await using var process = await Start();
        for (var block = 0; block < 3; block++)
            _house.World.Mine();
        await Follow(process);
        Assert.Equal((3, 3), ((await Depth(process)).BlocksSeen, (await Depth(process)).BlocksExpected));

        _house.World.Drop(2);
        _house.World.Mine();
        await LookAgain();

        await _house.Log.When($"Warning: {House.Chain} at depth 0: 2 blocks up to 3 were replaced.");
        Assert.Equal((2, 2, 3), ((await Depth(process)).BlocksSeen, (await Depth(process)).Head, (await Depth(process)).Next));
    }

    [Fact]
    public async Task Every_workflow_that_listens_to_an_event_decides_it_by_its_own_lines()
    {
        await using var process = await Start();
        var strict = Second();
        await process.Registry.Put(strict with { Yaml = strict.Yaml.Replace("standard: 1.30", "standard: 1.60", StringComparison.Ordinal) });
        _house.World.Mine(House.Health(House.Wallet, 1.45m));

        await Follow(process);

        Assert.Equal(["second"], _house.Storage.Wallet(Key).Tracks!.Select(track => track.Workflow));
        Assert.Equal(2, _house.Store.ValueCount);
    }

    [Fact]
    public async Task Of_several_final_values_of_one_position_the_last_is_kept()
    {
        _house.World.Finalized = 100;
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 3m), House.Health(House.Wallet, 2m));

        await Follow(process);

        Assert.Equal("2", Assert.Single(await _house.Store.Last(House.Wallet, default)).Value.ToString());
        Assert.Equal(1, _house.Store.ValueCount);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("  confirmations: 2", false)]
    public async Task Only_blocks_without_confirmations_leave_rows_for_a_reorg(string confirmations, bool expected)
    {
        await using var process = await Start(Second(confirmations));
        var block = _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.World.Mine();
        _house.World.Mine();

        await Follow(process);

        Assert.Equal(1, _house.Store.ValueCount);
        Assert.Equal(expected, !(await Touched(block)).IsEmpty);
    }

    [Fact]
    public async Task Rows_of_final_blocks_are_let_go_and_failing_at_that_holds_nothing_up()
    {
        await using var process = await Start();
        var first = _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await Follow(process);
        Assert.NotEmpty(await Touched(first));

        var failures = 1;
        _house.Store.BeforeFinalized = () =>
        {
            if (failures-- > 0)
                throw new StorageException(StorageFault.Unreachable, "The disk is away.");
        };
        _house.World.Finalized = 1;
        _house.World.Mine();
        await LookAgain();
        Assert.Equal((3, 0), ((await Depth(process)).Next, failures));

        _house.World.Finalized = 2;
        _house.World.Mine();
        await LookAgain();
        Assert.Empty(await Touched(first));
    }

    private Task<System.Collections.Immutable.ImmutableArray<Address>> Touched(BlockRef block) =>
        _house.Store.Touched(new ChainTerm(House.Chain, 1), [block], CancellationToken.None);
}
