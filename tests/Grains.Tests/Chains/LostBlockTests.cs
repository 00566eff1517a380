using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Chains;

/// <summary>A process dies between telling the wallets and its checkpoint, and the chain turns meanwhile.</summary>
public sealed class LostBlockTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    private Task<Process> Start() => _house.Start(House.Workflow("webhook"), [("Kwala:Grains:FromBlock:local", "1")]);

    // The process tells everybody and dies where it would save its checkpoint: before it come its term and its start.
    private async Task TellsAndDies(int savesBefore = 2)
    {
        var dies = DiesAtSave(savesBefore);
        await using var first = await Start();
        await _house.Follow(first, _house.Webhook.Next());
        await _house.Storage.When(() =>
            _house.Storage.Writes("wallet", Key) > 0 && _house.Storage.Wallet(Key).Outbox is null);
        await dies;
        _house.Storage.Gate = (_, _) => Task.CompletedTask;
    }

    private static FakeLog HealthIn(uint market, decimal factor) => new(
        House.AddressOf(market), House.HealthFactor, House.Health(House.Wallet, factor).Arguments);

    [Fact]
    public async Task Block_that_was_told_before_the_crash_and_is_gone_after_it_is_taken_back_and_hides_nothing()
    {
        _house.World.Mine(House.Health(House.AddressOf(5), 2m), House.Health(House.Wallet, 1.2m));
        await TellsAndDies();
        _house.World.Drop(1);
        _house.World.Mine(HealthIn(0xB0B, 1m));

        await using var second = await Start();
        var next = _house.Webhook.Next();
        await _house.Follow(second, next);
        var told = await next;
        Assert.Equal(NotificationRole.Alert, told.Role);
        Assert.Contains(House.AddressOf(0xB0B).ToString(), told.Fields["subject"], StringComparison.Ordinal);

        for (var block = 0; block < 4; block++)
            _house.World.Mine();
        await _house.Resting();
        _house.Time.Advance(_house.World.PollInterval);
        var taken = await _house.Webhook.Next();
        Assert.Equal(NotificationRole.Retraction, taken.Role);
        Assert.Contains(House.Market.ToString(), taken.Fields["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Block_that_was_taken_back_after_one_crash_is_not_after_the_next()
    {
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await TellsAndDies();
        _house.World.Drop(1);
        _house.World.Mine(HealthIn(0xB0B, 1m));
        _house.World.Mine(HealthIn(0xB0B, 2m));
        _house.World.Mine(HealthIn(0xB0B, 1m));
        await TellsAndDies(savesBefore: 5);

        await using var third = await Start();
        await _house.Follow(third);
        await _house.Delivered();

        Assert.Equal(2, _house.Webhook.Sent.Count);
    }

    [Fact]
    public async Task Block_that_was_told_before_the_crash_and_still_stands_is_told_once()
    {
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await TellsAndDies();

        await using var second = await Start();
        await _house.Follow(second);
        await _house.Delivered();

        Assert.Single(_house.Webhook.Sent);
        Assert.Equal(["notify"], _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Wallet_that_a_reorg_set_back_to_a_block_that_did_not_touch_it_is_found_when_that_block_goes_too()
    {
        _house.World.Mine(House.Health(House.AddressOf(5), 2m));
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await using var process = await Start();
        await _house.Follow(process, _house.Webhook.Next());

        await Turn(1, () => { });
        var next = _house.Webhook.Next();
        await Turn(4, () => _house.World.Mine(HealthIn(0xB0B, 1m)));

        Assert.Contains(House.AddressOf(0xB0B).ToString(), (await next).Fields["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Block_that_was_told_above_a_lost_one_is_taken_back_with_it()
    {
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.World.Mine(HealthIn(0xC0C, 1.2m));
        await TellsAndDies();
        await _house.Webhook.Next();
        _house.World.Drop(2);
        _house.World.Mine(HealthIn(0xB0B, 1m));

        await using var second = await Start();
        var next = _house.Webhook.Next();
        await _house.Follow(second, next);

        Assert.Contains(House.AddressOf(0xB0B).ToString(), (await next).Fields["subject"], StringComparison.Ordinal);
        Assert.Equal([false, true, true], Episodes().Select(book => book.Current?.Doubtful));
    }

    [Fact]
    public async Task What_a_reorg_began_to_take_back_before_a_crash_is_told_again_where_the_chain_has_come_back_to_it()
    {
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        var back = _house.World.Kept();
        await TakesBackAndDies(
            saves: 1, () => _house.World.Mine(), () => _house.Storage.When(() => Stands()?.Doubtful == true));
        back();
        await using var second = await Start();
        await _house.Follow(second);

        Assert.Equal((1, false), (Stands()?.Number, Stands()?.Doubtful));
        Assert.Null(_house.Storage.Chain(House.Chain.Value).Depths.Single().TakingBack);
        Assert.Single(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Block_that_was_taken_back_is_told_again_where_the_chain_comes_back_to_it_from_a_branch_in_vain()
    {
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        var back = _house.World.Kept();
        // It has gone back, and told of the branch.
        await TakesBackAndDies(saves: 2, Branch, _house.Webhook.Next);
        back();
        await using var second = await Start();
        await _house.Follow(second, _house.Resting());
        Assert.StartsWith(
            "No node says yet which blocks still stand",
            Assert.Single((await second.Listener.Status()).Depths).Waiting,
            StringComparison.Ordinal);
        _house.World.Mine();
        await _house.Polling(_house.World.Idle());

        // The branch's own position is in doubt until the reorg has settled.
        Assert.Equal([true, false], Episodes().Select(book => book.Current?.Doubtful));

        void Branch()
        {
            _house.World.Mine();
            _house.World.Mine(HealthIn(0xB0B, 1m));
        }
    }

    [Fact]
    public async Task Lost_block_leaves_the_values_of_workflows_that_stand_elsewhere()
    {
        var other = new WorkflowId("other");
        await using var process = await Start();
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(House.Workflow(other.Value, confirmations: 1)));
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        var lost = _house.World.Mine(House.Health(House.Wallet, 1.1m));
        _house.World.Mine();
        await _house.Follow(process, _house.Storage.When(() => Places().SequenceEqual([4, 3])));

        var deep = new TaskCompletionSource();
        _house.World.Gate = confirmations => confirmations > 0 ? deep.Task : Task.CompletedTask;
        _house.World.Drop(2);
        _house.World.Mine();
        await _house.Polling(_house.Storage.When(() => Places().SequenceEqual([3, 3])));

        var values = await _house.Store.Last(House.Wallet, default);
        Assert.Equal(1, values.Single(it => it.Workflow == House.Risk).Position.Block);
        Assert.Equal(lost.Hash, values.Single(it => it.Workflow == other).Block);
        deep.SetResult();
    }

    [Fact]
    public async Task Values_of_blocks_whose_step_failed_go_where_the_next_step_reads_others()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.Store.AfterAppend = () =>
        {
            _house.Store.AfterAppend = () => { };
            _house.World.Drop(1);
            _house.World.Mine();
            throw new StorageException(StorageFault.Unreachable, "No answer.");
        };

        var pause = TimeSpan.FromMilliseconds(500);
        await _house.Follow(process, _house.Time.WhenArmed(pause).WaitAsync(TimeSpan.FromSeconds(30)));
        _house.Time.Advance(pause);
        await _house.Storage.When(() => Places().SequenceEqual([2]));

        Assert.Empty(await _house.Store.Last(House.Wallet, default));
        Assert.Empty(_house.Webhook.Sent);
    }

    // Its block is replaced once it has told of it, and it dies where it would save its place once more than so often.
    private async Task TakesBackAndDies(int saves, Action mine, Func<Task> happens)
    {
        await using (var first = await Start())
        {
            await _house.Follow(first, _house.Webhook.Next());
            await _house.Storage.When(IsAtRest);
            await _house.Resting();
            var dies = DiesAtSave(_house.Storage.Writes("chain", House.Chain.Value) + saves);
            _house.World.Drop(1);
            mine();
            await _house.Polling(happens());
            await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
            await dies;
        }

        _house.Storage.Gate = (_, _) => Task.CompletedTask;
    }

    // No save of the listener comes through after so many. Ends when it has come to the first that does not.
    private Task DiesAtSave(int saves)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _house.Storage.Gate = (state, key) =>
        {
            if (state != "chain" || _house.Storage.Writes("chain", key) < saves)
                return Task.CompletedTask;
            reached.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        return reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    // Its sweep through the workflow, which is new to it, is over too: nothing but a poll saves any more.
    private bool IsAtRest() =>
        _house.Storage.Chain(House.Chain.Value).Depths is [{ Next: 2, Revaluation.Sweep: null }];

    private IEnumerable<long> Places() =>
        _house.Storage.Chain(House.Chain.Value).Depths.Select(place => place.Next);

    private BookStored[] Episodes() => _house.Storage.Wallet(Key).Tracks?.SingleOrDefault()?.Episodes ?? [];

    private EpisodeStored? Stands() => Episodes().SingleOrDefault()?.Current;

    private async Task Turn(int blocks, Action mine)
    {
        _house.World.Drop(blocks);
        mine();
        for (var block = 0; block < 3; block++)
            _house.World.Mine();
        await _house.Resting();
        var idle = _house.World.Idle();
        _house.Time.Advance(_house.World.PollInterval);
        await idle;
    }
}
