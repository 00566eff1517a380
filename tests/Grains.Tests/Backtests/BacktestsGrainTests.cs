using Kwala.Core.Delivery;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Backtests;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Tests.Backtests;

/// <summary>Backtests in a deployment: they change nothing of it.</summary>
public sealed class BacktestsGrainTests
{
    private readonly House _house = new();

    [Fact]
    public async Task A_backtest_sends_nothing_and_stores_nothing()
    {
        foreach (var channel in new[] { _house.Telegram, _house.Email, _house.Webhook })
            channel.Then(_ => throw new InvalidOperationException("A backtest must not send."));
        await using var process = await _house.Start(House.Workflow("telegram, email, webhook", "critical"));
        await process.Reachable(ChannelName.Telegram, ChannelName.Email);
        var writes = _house.Storage.Writes("wallet", House.Wallet.ToString());
        Mine(1.2m, 2m, 1.25m);

        var status = await Ended(process, new BacktestAsked { Workflow = "liquidation-risk", From = 1, Thresholds = ["1.30"] });

        Assert.Equal((BacktestState.Finished, 1.0, 3L, null), (status.State, status.Share, status.Logs, status.Trouble));
        Assert.Contains("With 1.30 you would have had 2 alerts", status.Report, StringComparison.Ordinal);
        Assert.Empty(_house.Telegram.Sent.Concat(_house.Email.Sent).Concat(_house.Webhook.Sent));
        Assert.Equal(writes, _house.Storage.Writes("wallet", House.Wallet.ToString()));
        Assert.Equal(0, _house.Storage.Writes("backtests", IBacktestsGrain.Key));
        foreach (var topic in new[] { HistoryTopic.Decision, HistoryTopic.Inbox, HistoryTopic.Delivery, HistoryTopic.DeadLetter })
            Assert.Empty(_house.Store.Rows(topic));
    }

    [Fact]
    public async Task A_text_is_tried_without_becoming_live()
    {
        await using var process = await _house.Start();
        Mine(1.2m);

        var status = await Ended(process, new BacktestAsked { Yaml = House.Workflow("email").Yaml, From = 1, Tiers = ["aggressive", "standard"] });

        Assert.Contains("With tier aggressive you would have had no alert", status.Report, StringComparison.Ordinal);
        Assert.Empty(await process.Registry.List());
    }

    [Fact]
    public async Task Two_run_at_a_time_and_the_same_question_starts_nothing_more()
    {
        var gate = new TaskCompletionSource();
        _house.World.Gate = _ => gate.Task;
        await using var process = await _house.Start(House.Workflow("email"));
        Mine(1.2m);

        var first = await Start(process, Asked("1.30"));
        var again = await Start(process, Asked("1.30"));
        await Start(process, Asked("1.20"));

        Assert.Equal(first, again);
        Assert.IsType<BacktestStart.Busy>(await Backtests(process).Start(Asked("1.10")));
        Assert.Equal(BacktestState.Running, (await Backtests(process).Read(first))!.State);
        Assert.True(await Backtests(process).Cancel(first));
        Assert.False(await Backtests(process).Cancel(first));
        Assert.Null(await Backtests(process).Read(first));
        Assert.IsType<BacktestStart.Started>(await Backtests(process).Start(Asked("1.10")));
        gate.SetResult();
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused_with_all_mistakes()
    {
        await using var process = await _house.Start(House.Workflow("email"));

        var refused = Assert.IsType<BacktestStart.Refused>(await Backtests(process).Start(new BacktestAsked
        {
            Workflow = "liquidation-risk",
            From = 7,
            To = 3,
            Thresholds = ["x"],
            Outcome = "Seized(address a, address b)",
        }));
        var unknown = Assert.IsType<BacktestStart.Refused>(await Backtests(process).Start(
            new BacktestAsked { Workflow = "liquidation-rsk", From = 1 }));

        var tooMany = Assert.IsType<BacktestStart.Refused>(await Backtests(process).Start(
            new BacktestAsked { Workflow = "liquidation-risk", From = 1, To = 1 + IBacktestsGrain.BlocksMax }));

        Assert.Contains("of at most", Assert.Single(tooMany.Mistakes), StringComparison.Ordinal);
        Assert.Equal(3, refused.Mistakes.Length);
        Assert.Contains("did you mean \"liquidation-risk\"?", Assert.Single(unknown.Mistakes), StringComparison.Ordinal);
    }

    private static BacktestAsked Asked(string threshold) =>
        new() { Workflow = "liquidation-risk", From = 1, Thresholds = [threshold] };

    private static IBacktestsGrain Backtests(Process process) =>
        process.Client.GetGrain<IBacktestsGrain>(IBacktestsGrain.Key);

    private static async Task<string> Start(Process process, BacktestAsked asked) =>
        Assert.IsType<BacktestStart.Started>(await Backtests(process).Start(asked)).Id;

    private static async Task<BacktestStatus> Ended(Process process, BacktestAsked asked)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var id = await Start(process, asked);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            if (await Backtests(process).Read(id) is { State: not BacktestState.Running } status)
                return status;
            await Task.Yield();
        }
    }

    private void Mine(params decimal[] values)
    {
        foreach (var value in values)
        {
            _house.Time.Advance(TimeSpan.FromSeconds(12));
            _house.World.Mine(House.Health(House.Wallet, value));
        }
    }
}
