using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kwala.Grains.Tests.Chains;

/// <summary>A listener that fails, ends, starts again or has less to follow than before.</summary>
public sealed class ChainListenerTroubleTests
{
    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(5), RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly string Key = House.Wallet.ToString();
    private readonly House _house = new();

    private static readonly WorkflowId Deep = new("deep");

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static WorkflowSource DeepWorkflow => House.Workflow("email") with
    {
        Yaml = House.Workflow("email").Yaml
            .Replace("workflow: liquidation-risk", "workflow: deep", StringComparison.Ordinal)
            .Replace("  contract: any", "  contract: any\n  confirmations: 3", StringComparison.Ordinal),
    };

    private Task<Process> StartFromBlockOne() =>
        _house.Start(House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));

    private Task Follow(Process process) => _house.Follow(process);

    private Task Places(params string[] places) => _house.Storage.When(() => places.SequenceEqual(
        _house.Storage.Chain(House.Chain.Value).Depths.Select(place =>
            $"{place.Confirmations}@{place.Next} of {place.Seen}")));

    private Task Waits(TimeSpan pause) => _house.Time.WhenArmed(pause).WaitAsync(TimeSpan.FromSeconds(30));

    private async Task<string> Told()
    {
        var next = _house.Webhook.Next();
        await _house.Until(next);
        return (await next).Wallet;
    }

    // The reminder's call starts the timers that follow; nobody else does.
    private Task<string> Remind()
    {
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        return Told();
    }

    private static async Task<DepthStatus[]> Depths(Process process) => [.. (await process.Listener.Status()).Depths];

    [Fact]
    public async Task Next_process_goes_on_at_every_depth_where_the_last_one_ended()
    {
        await using (var first = await StartFromBlockOne())
        {
            await first.Registry.Put(DeepWorkflow);
            for (var block = 0; block < 5; block++)
                _house.World.Mine();
            await _house.Follow(first, Places("0@6 of 5", "3@3 of 2"));
        }

        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await using var second = await _house.Start();
        await _house.Follow(second, Places("0@7 of 6", "3@4 of 3"));

        Assert.Equal(Key, (await _house.Webhook.Next()).Wallet);
    }

    [Fact]
    public async Task Depth_that_no_workflow_uses_any_more_is_not_followed()
    {
        await using var process = await StartFromBlockOne();
        await process.Registry.Put(DeepWorkflow);
        _house.World.Mine();
        await _house.Follow(process, Places("0@2 of 1", "3@1 of 0"));
        Assert.Equal([0, 3], (await Depths(process)).Select(depth => depth.Confirmations));

        await process.Registry.Delete(Deep);
        _house.World.Mine();
        await _house.Polling(Places("0@3 of 2"));

        Assert.Equal([0], (await Depths(process)).Select(depth => depth.Confirmations));
    }

    [Fact]
    public async Task Chain_that_cannot_be_started_says_why_and_is_started_when_it_can_be()
    {
        await using var process = await StartFromBlockOne();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.World.StartTrouble = () => new ChainAnswer<FeedCheckpoint>.Refused("It is another chain's endpoint.");
        await _house.Follow(process, Waits(TroublePause));
        Assert.Equal("It is another chain's endpoint.", Assert.Single(await Depths(process)).Waiting);
        await _house.Log.When($"{House.Chain} cannot be started yet: It is another chain's endpoint.");

        _house.World.StartTrouble = () => null;
        _house.Time.Advance(TroublePause);

        Assert.Equal(Key, await Told());
        await _house.Until(_house.World.Idle());
        Assert.Null(Assert.Single(await Depths(process)).Waiting);
    }

    [Fact]
    public async Task Following_goes_on_after_workflows_could_not_be_read()
    {
        await using var process = await StartFromBlockOne();
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        _house.Compile = (_, _) => throw new InvalidOperationException("The registry answers nonsense.");
        await _house.Follow(process, Waits(TroublePause));
        _house.Compile = (source, compile) => compile(source);
        _house.Time.Advance(TroublePause);

        Assert.Equal(Key, await Told());
    }

    [Fact]
    public async Task Checkpoint_that_could_not_be_saved_counts_nothing()
    {
        await using var process = await StartFromBlockOne();
        var block = _house.World.Mine();
        _house.World.Undecodable = [new UndecodableLog(
            0, House.Market, block, TestKit.Fakes.FakeChain.TransactionOf(block, 0), 0, "the data ends early")];
        // Before it are written its term and its start.
        var writes = 0;
        _house.Storage.BeforeWrite = (state, _) => state == "chain" && ++writes == 3
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        await _house.Follow(process, Waits(RetryPause));
        await _house.Pass(RetryPause);

        var status = await process.Listener.Status();
        Assert.Equal((1, 2), (status.Undecodable, Assert.Single(status.Depths).Next));
    }

    [Fact]
    public async Task Checkpoint_of_unknown_outcome_ends_the_activation_and_the_reminder_brings_the_next_one()
    {
        await using var process = await StartFromBlockOne();
        var writes = 0;
        var doubtful = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _house.Storage.AfterWrite = (state, _) =>
        {
            if (state != "chain" || ++writes != 3)
                return null;
            doubtful.SetResult();
            return new StorageException(StorageFault.OutcomeUnknown, "The disk gave no answer.");
        };
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Follow(process, _house.Webhook.Next());
        await doubtful.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _house.World.Mine(House.Health(House.AddressOf(5), 1m));
        Assert.Equal(House.AddressOf(5).ToString(), await Remind());
        await _house.Until(_house.World.Idle());
        Assert.Equal(3, Assert.Single(await Depths(process)).Next);
    }

    [Fact]
    public async Task Who_is_asked_to_follow_again_after_the_reminder_could_not_be_stored_has_one_and_follows()
    {
        await using var process = await StartFromBlockOne();
        _house.Reminders.Refusals = 1;
        Assert.NotNull(await Record.ExceptionAsync(process.Listener.Follow));

        await Follow(process);

        Assert.Contains("follow", _house.Reminders.Names);
    }

    [Fact]
    public async Task Who_is_asked_twice_while_the_reminder_is_stored_follows_once()
    {
        await using var process = await StartFromBlockOne();
        var (asked, quick, slow) = (0, Signal(), Signal());
        _house.Reminders.BeforeWrite = () =>
        {
            if (Interlocked.Increment(ref asked) == 1)
                return quick.Task;
            quick.SetResult();
            return slow.Task;
        };

        Task[] calls = [process.Listener.Follow(), process.Listener.Follow()];
        await await Task.WhenAny(calls);
        await _house.Until(_house.World.Idle());
        slow.SetResult();
        await Task.WhenAll(calls);
        _house.World.Mine();

        await _house.Polling(Places("0@2 of 1"));
        Assert.Equal(1, _house.Storage.Chain(House.Chain.Value).Term);
    }

    [Fact]
    public async Task Reminder_alone_brings_the_listener_back_in_another_process()
    {
        await using (var first = await StartFromBlockOne())
            await Follow(first);
        _house.World.Mine(House.Health(House.Wallet, 1.2m));

        await using var second = await _house.Start();
        await Waits(TimeSpan.FromMinutes(1));

        Assert.Equal(Key, await Remind());
    }

    [Fact]
    public async Task Who_was_overtaken_by_another_listener_tells_nobody_what_it_read_before_and_ends()
    {
        await using var first = await StartFromBlockOne();
        await Follow(first);
        var (reading, late) = (Signal(), Signal());
        _house.Store.BeforeAppend = () => reading.TrySetResult() ? late.Task : Task.CompletedTask;
        _house.World.Mine(House.Health(House.Wallet, 1.2m));
        await _house.Polling(reading.Task);
        _house.World.Drop(1);
        _house.World.Mine(House.Health(House.AddressOf(5), 1m));
        await using var second = await _house.Start();
        var told = _house.Webhook.Next();
        await _house.Follow(second, told);

        late.SetResult();
        await Waits(RetryPause);
        _house.Time.Advance(RetryPause);
        await _house.Log.When("Another activation follows the chain.");

        // Who has ended begins anew when the reminder comes; the second one has not.
        Assert.Equal(2, _house.Storage.Chain(House.Chain.Value).Term);
        var begunAnew = _house.Storage.When(() => _house.Storage.Chain(House.Chain.Value).Term == 3);
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        await _house.Until(begunAnew);
        Assert.Equal(House.AddressOf(5).ToString(), Assert.Single(_house.Webhook.Sent).Wallet);
    }

    [Fact]
    public async Task What_fails_because_the_process_ends_is_no_trouble()
    {
        await using var process = await StartFromBlockOne();
        await Follow(process);
        var (saving, closed) = (Signal(), Signal());
        _house.Storage.Gate = (state, _) => state == "chain" && saving.TrySetResult() ? closed.Task : Task.CompletedTask;
        _house.World.Mine();
        await _house.Polling(saving.Task);

        var stopping = process.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        stopping.Register(() => closed.SetException(new ObjectDisposedException("The store is closed.")));
        await process.Stop();

        Assert.DoesNotContain(_house.Log.Lines, line => line.Contains("following failed", StringComparison.Ordinal));
    }
}
