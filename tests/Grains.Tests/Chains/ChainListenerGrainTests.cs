using Kwala.Core.Delivery;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Chains;

public sealed class ChainListenerGrainTests
{
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    private async Task Follow(Process process)
    {
        await _house.Follow(process);
    }

    private async Task LookAgain()
    {
        await _house.Pass(_house.World.PollInterval);
        await _house.Resting();
    }

    // The listener waits: its next look comes when the clock says so.

    private Task<Process> Start(params (string, string)[] settings) =>
        _house.Start(House.Workflow("webhook"), [("Kwala:Grains:FromBlock:local", "1"), .. settings]);

    [Fact]
    public async Task Event_reaches_its_wallet_and_no_other()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.AddressOf(5), 2m));

        await Follow(process);

        Assert.Equal(Key, (await _house.Webhook.Next()).Wallet);
        Assert.Equal(2, _house.Store.ValueCount);
        var depth = Assert.Single((await process.Listener.Status()).Depths);
        Assert.Equal((2, 1, 0, 1, 1), (depth.Next, depth.Head, depth.LagBlocks, depth.BlocksSeen, depth.BlocksExpected));
    }

    [Fact]
    public async Task Checkpoint_stays_until_every_wallet_is_durable_and_names_the_one_that_is_not()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m), House.Health(House.AddressOf(5), 1m));
        var failures = 1;
        _house.Storage.BeforeWrite = (state, key) => state == "wallet" && key == Key && failures-- > 0
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        await _house.Follow(
            process,
            _house.Time.WhenArmed(TimeSpan.FromMilliseconds(500)).WaitAsync(TimeSpan.FromSeconds(30)));

        var held = Assert.Single((await process.Listener.Status()).Depths);
        Assert.Equal(1, held.Next);
        Assert.Contains(Key, held.Waiting, StringComparison.Ordinal);

        await _house.Pass(TimeSpan.FromMilliseconds(500));
        Assert.Equal(2, Assert.Single((await process.Listener.Status()).Depths).Next);
        Assert.Equal(2, _house.Store.Rows(HistoryTopic.Decision).Length);
    }

    [Fact]
    public async Task Range_that_is_replayed_changes_nothing()
    {
        _house.World.Finalized = 100;
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.World.Mine(House.Health(House.Wallet, 2m));
        _house.World.Mine(House.Health(House.Wallet, 1.1m));
        await using (var first = await Start())
        {
            await Follow(first);
            await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);
        }

        var (decisions, sent) = (_house.Outcomes(HistoryTopic.Decision), _house.Webhook.Sent.Count);
        var (wallet, values) = (_house.Storage.Text("wallet", Key), _house.Store.ValueCount);
        Assert.NotEmpty(decisions);
        _house.Storage.Forget("chain", House.Chain.Value);
        _house.World.Mine();
        await using var second = await Start();
        await Follow(second);

        Assert.Equal(decisions, _house.Outcomes(HistoryTopic.Decision));
        Assert.Equal(wallet, _house.Storage.Text("wallet", Key));
        Assert.Equal((sent, values), (_house.Webhook.Sent.Count, _house.Store.ValueCount));
    }

    [Fact]
    public async Task Alert_of_an_orphaned_block_is_taken_back_when_the_reorg_has_settled()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await Follow(process);
        Assert.Equal(Core.Delivery.NotificationRole.Alert, (await _house.Webhook.Next()).Role);
        await _house.Storage.When(() => _house.Storage.Wallet(Key).Outbox is null);

        _house.World.Drop(1);
        _house.World.Mine();
        await LookAgain();
        Assert.Contains("doubtful", _house.Outcomes(HistoryTopic.Decision));
        Assert.Equal(0, _house.Store.ValueCount);

        for (var block = 0; block < 4; block++)
            _house.World.Mine();
        await LookAgain();
        Assert.Equal(Core.Delivery.NotificationRole.Retraction, (await _house.Webhook.Next()).Role);
        Assert.Contains("retracted", _house.Outcomes(HistoryTopic.Decision));
    }

    [Fact]
    public async Task Alert_that_is_still_under_way_when_the_reorg_has_settled_is_taken_back_too()
    {
        var answer = new TaskCompletionSource<SendOutcome>();
        _house.Webhook.Then(_ => answer.Task);
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await Follow(process);
        Assert.Equal(Core.Delivery.NotificationRole.Alert, (await _house.Webhook.Next()).Role);

        _house.World.Drop(1);
        for (var block = 0; block < 5; block++)
            _house.World.Mine();
        await LookAgain();
        Assert.Equal(Core.Delivery.NotificationRole.Retraction, (await _house.Webhook.Next()).Role);
        answer.SetResult(new SendOutcome.Delivered(null));
    }

    [Fact]
    public async Task Wallet_is_called_once_for_all_that_a_batch_has_for_it()
    {
        await using var process = await Start();
        var (here, there) = (House.Health(House.Wallet, 1m), House.Health(House.Wallet, 1m) with { Contract = House.AddressOf(0xB0B) });
        // Too old to be told: what is saved is the decision alone.
        _house.World.AtHead = false;
        _house.World.Mine(here, there);
        _house.Time.Advance(TimeSpan.FromHours(3));

        await Follow(process);

        Assert.Equal(2, Assert.Single(_house.Storage.Wallet(Key).Tracks!).Episodes!.Length);
        Assert.Equal(1, _house.Storage.Writes("wallet", Key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Wallet_is_told_of_a_block_only_after_its_rows_are_durable(long finalized)
    {
        await using var process = await Start();
        _house.World.Finalized = finalized;
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        Refuse(appends: 1);

        var held = await Held(process);
        Assert.Equal((1, 0), (held.Next, _house.Storage.Writes("wallet", Key)));
        Assert.Contains("There is no room.", held.Waiting, StringComparison.Ordinal);

        var told = _house.Webhook.Next();
        await _house.Pass(TimeSpan.FromMilliseconds(500));
        Assert.Equal((2, 1), (Assert.Single((await process.Listener.Status()).Depths).Next, _house.Store.ValueCount));
        Assert.Equal(Key, (await told).Wallet);
    }

    private void Refuse(int appends) => _house.Store.BeforeAppend = () => appends-- > 0
        ? throw new StorageException(StorageFault.Full, "There is no room.")
        : Task.CompletedTask;

    // The listener met an obstacle and waits before it tries again.
    private async Task<DepthStatus> Held(Process process)
    {
        await _house.Follow(
            process,
            _house.Time.WhenArmed(TimeSpan.FromMilliseconds(500)).WaitAsync(TimeSpan.FromSeconds(30)));
        return Assert.Single((await process.Listener.Status()).Depths);
    }

    [Fact]
    public async Task Choice_made_while_a_block_is_taken_back_does_not_bring_its_value_back()
    {
        await using var process = await Start();
        _house.World.Mine(House.Health(House.Wallet, 1.4m));
        await Follow(process);
        // Beyond the new line, and its block is told as lost already.
        _house.Store.BeforeOrphan = () => process.Wallet.SetTier(TierName.Conservative);
        _house.World.Drop(1);
        _house.World.Mine();
        await LookAgain();
        _house.Store.BeforeOrphan = () => Task.CompletedTask;
        Assert.Equal(Core.Delivery.NotificationRole.Alert, (await _house.Webhook.Next()).Role);

        for (var block = 0; block < 4; block++)
            _house.World.Mine();
        await LookAgain();

        Assert.Equal(Core.Delivery.NotificationRole.Retraction, (await _house.Webhook.Next()).Role);
    }
}
