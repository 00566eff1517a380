using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Backtests;
using Kwala.Grains.Wallets;
using Kwala.Ports.Chain;
using Orleans;
using Orleans.Runtime;

namespace Kwala.Grains.Backtests;

/// <summary>
/// Admits backtests and knows how they stand. They run off its turns, on one thread each, so that the wallets of its
/// silo keep deciding; all of it ends with the activation.
/// </summary>
internal sealed class BacktestsGrain(WalletPolicies policies, IChainFeeds feeds, OffTurn offTurn)
    : Grain, IBacktestsGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);
    private const int KeptMax = 20;

    private readonly SortedDictionary<string, BacktestRun> _runs = new(StringComparer.Ordinal);
    private IGrainTimer? _timer;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var run in _runs.Values)
            run.Dispose();
        return Task.CompletedTask;
    }

    public async Task<BacktestStart> Start(BacktestAsked asked)
    {
        var id = BacktestRequest.IdOf(asked);
        if (_runs.TryGetValue(id, out var known) && known.EndedAt is null)
            return new BacktestStart.Started { Id = id };
        var live = await policies.Latest();
        var request = BacktestRequest.Read(asked, live, policies.Try, feeds);
        if (request is BacktestRequest.Refused refused)
            return new BacktestStart.Refused { Mistakes = refused.Mistakes };
        if (_runs.Values.Count(run => run.EndedAt is null) >= IBacktestsGrain.RunningMax)
            return new BacktestStart.Busy();
        var ready = (BacktestRequest.Ready)request;
        var plan = ready.Plan with { Attention = policies.Of(default, live).Attention };
        var past = new PastOfChain(
            ready.Feed, ready.From, ready.To, offTurn.Time, IBacktestsGrain.BlocksMax, ready.Contracts);
        known?.Dispose();
        _runs[id] = new BacktestRun(id, new Backtest(plan, asked.Wallets, threads: 1, offTurn.Time), past, offTurn);
        // Nobody may ask for as long as a backtest takes.
        _timer ??= this.RegisterGrainTimer(
            Forget, new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true });
        return new BacktestStart.Started { Id = id };
    }

    public Task<BacktestStatus?> Read(string id) => Task.FromResult(_runs.GetValueOrDefault(id)?.Status);

    public Task<bool> Cancel(string id)
    {
        if (!_runs.Remove(id, out var run))
            return Task.FromResult(false);
        run.Dispose();
        return Task.FromResult(true);
    }

    private Task Forget(CancellationToken cancellationToken)
    {
        var ended = _runs.Where(it => it.Value.EndedAt is not null).OrderBy(it => it.Value.EndedAt).ToArray();
        var old = offTurn.Time.GetUtcNow() - KeptFor;
        foreach (var (id, run) in ended.Where((it, index) => it.Value.EndedAt < old || ended.Length - index > KeptMax))
        {
            _runs.Remove(id);
            run.Dispose();
        }

        if (_runs.Count > 0)
            return Task.CompletedTask;
        _timer?.Dispose();
        _timer = null;
        return Task.CompletedTask;
    }
}
