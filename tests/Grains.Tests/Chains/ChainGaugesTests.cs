using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

/// <summary>What an alarm is raised by. Each test has a depth that no other house of the process has.</summary>
public sealed class ChainGaugesTests
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500), TroublePause = TimeSpan.FromSeconds(5);

    private readonly House _house = new();

    private Task<Process> Start(int confirmations) => _house.Start(
        House.Workflow("webhook", confirmations), ("Kwala:Grains:FromBlock:local", "1"));

    private Task Waits(TimeSpan pause) => _house.Time.WhenArmed(pause).WaitAsync(TimeSpan.FromSeconds(30));

    private void Mine(int blocks)
    {
        for (var block = 0; block < blocks; block++)
            _house.World.Mine();
    }

    [Fact]
    public async Task Chain_whose_node_says_nothing_new_falls_behind_in_time_and_not_in_blocks()
    {
        const int Depth = 91;
        await using var process = await Start(Depth);
        Mine(Depth + 4);
        await _house.Follow(process);
        await Waits(_house.World.PollInterval);
        Assert.Contains("kwala.chain.stalled 0", Gauges.Of(Depth));

        _house.World.Trouble = () => new FeedStep.NotYet("the node lags", RetryPause);
        _house.Time.Advance(_house.World.PollInterval);
        await Waits(RetryPause);
        _house.Time.Advance(TimeSpan.FromSeconds(60) - _house.World.PollInterval);

        Assert.Equal(
            [
                "kwala.chain.coverage 1", "kwala.chain.halted 0", "kwala.chain.head.age 60", "kwala.chain.lag 0",
                "kwala.chain.stalled 60",
            ],
            Gauges.Of(Depth));
    }

    [Fact]
    public async Task Chain_that_cannot_be_handed_on_is_behind_by_the_blocks_that_wait_and_covers_less()
    {
        const int Depth = 92;
        await using var process = await Start(Depth);
        _house.World.BatchMax = 1;
        Mine(1);
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        Mine(Depth + 2);
        _house.Storage.BeforeWrite = (state, _) => state == "wallet"
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;

        await _house.Follow(process, Waits(RetryPause));

        Assert.Equal(
            [
                "kwala.chain.coverage 0.25", "kwala.chain.halted 0", "kwala.chain.head.age 0", "kwala.chain.lag 3",
                "kwala.chain.stalled 0",
            ],
            Gauges.Of(Depth));
    }

    [Fact]
    public async Task Chain_that_halted_says_so()
    {
        const int Depth = 93;
        await using var process = await Start(Depth);
        Mine(1);
        _house.World.Trouble = () => new FeedStep.Halted("a reorg deeper than the window");

        await _house.Follow(process, Waits(TroublePause));

        Assert.Contains("kwala.chain.halted 1", Gauges.Of(Depth));
    }

    [Fact]
    public async Task Chain_that_no_node_lets_begin_is_stalled_from_the_start()
    {
        const int Depth = 94;
        await using var process = await Start(Depth);
        _house.World.StartTrouble = () => new ChainAnswer<FeedCheckpoint>.NotYet("the node is away", RetryPause);

        await _house.Follow(process, Waits(TroublePause));
        _house.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Contains("kwala.chain.stalled 4", Gauges.Of(Depth));
    }

    [Fact]
    public async Task Activation_that_ends_says_nothing_more()
    {
        const int Depth = 95;
        await using var process = await Start(Depth);
        Mine(Depth + 1);
        await _house.Follow(process);
        await Waits(_house.World.PollInterval);
        Assert.NotEmpty(Gauges.Of(Depth));

        // Nobody knows whether it was written.
        _house.Storage.BeforeWrite = (state, _) =>
            state == "chain" ? new StorageException(StorageFault.OutcomeUnknown, "The line broke.") : null;
        Mine(1);
        _house.Time.Advance(_house.World.PollInterval);
        await _house.Log.When("following failed and goes on");

        Assert.Empty(Gauges.Of(Depth));
    }
}
