using System.Collections.Concurrent;
using System.Threading.Channels;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.Ports.Tiers;
using Kwala.TestKit;
using Kwala.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Grains.Tests.Wallets;

/// <summary>A wallet hears its tier from the team's backend, beside its turns.</summary>
public sealed class WalletGrainTierTests
{
    private readonly FakeTiers _tiers = new();
    private readonly House _house;

    // Whoever is asked is asked before the turn that asks is over, so that it is certain who was not.
    public WalletGrainTierTests() => _house = new House
    {
        Also = services => services.AddSingleton<ITierSource>(_tiers)
            .AddSingleton(it => new OffTurn(new AtOnce(), it.GetRequiredService<TimeProvider>())),
    };

    [Fact]
    public async Task Value_that_another_tier_tells_is_told_once_the_backend_said_that_tier()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await Known("1.4");

        await process.Wallet.Observe(_house.Batch("1.4"));
        Assert.Empty(_house.Webhook.Sent);
        await _tiers.Says(new TierAnswer.Found(TierName.Conservative, "\"1\"", TimeSpan.FromHours(1)));

        Assert.Equal("< 1.5", (await _house.Webhook.Next()).Fields["threshold"]);
    }

    [Fact]
    public async Task Backend_that_does_not_answer_holds_up_no_alert()
    {
        await using var process = await _house.Start(House.Workflow("webhook", lane: "critical"));

        await process.Wallet.Observe(_house.Batch("1.2"));

        Assert.Equal("< 1.3", (await _house.Webhook.Next()).Fields["threshold"]);
        Assert.Equal((House.Wallet, null), await _tiers.Asked());
    }

    [Fact]
    public async Task Value_beyond_no_line_asks_nobody_and_a_second_one_asks_no_second_time()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));

        await process.Wallet.Observe(_house.Batch("1.6", 7));
        Assert.Equal(0, _tiers.Waiting);
        await process.Wallet.Observe(_house.Batch("1.4", 8));
        await process.Wallet.Observe(_house.Batch("1.39", 9));
        await _tiers.Asked();

        Assert.Equal(0, _tiers.Waiting);
    }

    [Fact]
    public async Task What_was_said_is_kept_and_asked_for_by_its_tag_when_it_is_not_fresh_any_more()
    {
        await using (var process = await _house.Start(House.Workflow("webhook")))
        {
            await process.Wallet.ReadPreferences();
            await _tiers.Says(new TierAnswer.Found(TierName.Aggressive, "\"1\"", TimeSpan.FromHours(1)));
            await Saved(process, "aggressive");
        }

        await using var next = await _house.Start();
        await next.Wallet.Observe(_house.Batch("1.2", 7));
        Assert.Equal(0, _tiers.Waiting);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await next.Wallet.Observe(_house.Batch("1.2", 8));
        Assert.Equal((House.Wallet, "\"1\""), await _tiers.Asked());
        await _tiers.Answers(new TierAnswer.Unchanged(TimeSpan.FromHours(1)));
        await SavedWithSomethingElse(next, _house.Time.GetUtcNow());
        await next.Wallet.Observe(_house.Batch("1.2", 9));

        Assert.Equal(0, _tiers.Waiting);
        Assert.Empty(_house.Webhook.Sent);
    }

    [Fact]
    public async Task Log_is_explained_by_the_tier_that_counted_then_or_says_that_it_is_the_one_of_today()
    {
        _tiers.AtOnce = new TierAnswer.Unavailable("It is away.");
        await using var process = await _house.Start(House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        var told = _house.World.Mine(House.Health(House.Wallet, 1.2m));
        var untold = _house.World.Mine(House.Health(House.Wallet, 1.19m));
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        await _house.Follow(process);
        _tiers.AtOnce = new TierAnswer.Found(TierName.Conservative, null, TimeSpan.FromHours(1));
        await process.Wallet.ReadPreferences();
        await Saved(process, "conservative");

        Assert.Equal([ReasonCode.DefaultTier], await TiersOf(process, told));
        Assert.Equal([ReasonCode.TeamTier, ReasonCode.TeamTierOfToday], await TiersOf(process, untold));
    }

    [Fact]
    public async Task Tier_is_stale_after_a_day_without_an_answer_and_the_decision_says_so()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Wallet.ReadPreferences();
        await _tiers.Says(new TierAnswer.Found(TierName.Conservative, null, TimeSpan.FromHours(1)));
        await Saved(process, "conservative");
        _house.Time.Advance(TimeSpan.FromHours(25));

        await process.Wallet.Observe(_house.Batch("1.4"));
        await _tiers.Says(new TierAnswer.Unavailable("It answers 500."));

        await _house.Webhook.Next();
        var decision = Assert.Single((await process.Wallet.ReadHistory(RecordTopic.Decision, new HistoryFilter())).Items);
        Assert.Contains("team-tier-stale", decision.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_who_chose_is_not_asked_about_until_the_choice_is_taken_back()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));

        await process.Wallet.SetTier(TierName.Aggressive);
        await process.Wallet.Observe(_house.Batch("1.2"));
        await process.Wallet.ReadPreferences();
        Assert.Equal(0, _tiers.Waiting);
        await process.Wallet.SetTier(null);

        await _tiers.Asked();
    }

    // The listener appends values before it hands them on.
    private Task Known(string value)
    {
        var signal = _house.Batch(value).Signals[0];
        return _house.Store.Append(
            new ChainTerm(House.Chain, 0),
            [
                new ValueRow(
                    House.Wallet, signal.Workflow, signal.Subject, signal.Value, signal.Source.Position,
                    signal.Source.Block.Hash, signal.Source.BlockTime),
            ],
            [],
            default);
    }

    // A call of the wallet's own comes before one of ours that is made after it.
    private async Task Saved(Process process, string part)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_house.Storage.Text("wallet", House.Wallet.ToString()).Contains(part, StringComparison.Ordinal))
        {
            Assert.False(limit.IsCancellationRequested, $"It was not saved.\n{_house.Log}");
            await process.Wallet.Wake();
        }
    }

    // What is known in memory alone goes into the store with what changes next, and costs no save itself.
    private async Task SavedWithSomethingElse(Process process, DateTimeOffset at)
    {
        var wallet = House.Wallet.ToString();
        var saves = _house.Storage.Writes("wallet", wallet);
        for (var i = 0; _house.Storage.Wallet(wallet).TeamTier!.At != at; i++, saves++)
            await process.Wallet.Interact($"{i}", new Interaction(
                InteractionKind.Opened, InteractionSource.Api, new InteractionTarget.Nothing()));
        Assert.Equal(saves, _house.Storage.Writes("wallet", wallet));
    }

    private static async Task<ReasonCode[]> TiersOf(Process process, BlockRef block)
    {
        var explained = await process.Wallet.Explain(House.Chain, FakeChain.TransactionOf(block, 0), 0, null);
        return
        [
            .. Assert.IsType<Explanation.Decided>(Assert.Single(explained)).Decision.Reasons.Select(it => it.Code)
                .Where(it => it is ReasonCode.DefaultTier or ReasonCode.TeamTier or ReasonCode.TeamTierOfToday),
        ];
    }

    private sealed class AtOnce : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    /// <summary>A backend that answers when the test says so.</summary>
    private sealed class FakeTiers : ITierSource
    {
        private readonly Channel<(Address, string?)> _asked = Channel.CreateUnbounded<(Address, string?)>();
        private readonly ConcurrentQueue<TaskCompletionSource<TierAnswer>> _open = [];

        public TimeSpan StaleAfter => TimeSpan.FromDays(1);

        public int Waiting => _asked.Reader.Count;

        /// <summary>What it answers by itself; null for when the test says so.</summary>
        public TierAnswer? AtOnce { get; set; }

        public Task<TierAnswer> Ask(Address wallet, string? etag, CancellationToken cancellationToken)
        {
            if (AtOnce is { } known)
                return Task.FromResult(known);
            var answer = new TaskCompletionSource<TierAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _open.Enqueue(answer);
            _asked.Writer.TryWrite((wallet, etag));
            return answer.Task;
        }

        public Task<(Address Wallet, string? ETag)> Asked() => _asked.Reader.ReadAsync().AsTask().OrFail("nobody asked");

        public async Task Says(TierAnswer answer)
        {
            await Asked();
            await Answers(answer);
        }

        public Task Answers(TierAnswer answer)
        {
            Assert.True(_open.TryDequeue(out var open));
            open.SetResult(answer);
            return Task.CompletedTask;
        }
    }
}
