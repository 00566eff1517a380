using System.Collections.Immutable;
using Kwala.Core.Backtests;
using Kwala.Core.Evm;
using Kwala.Grains.Chains;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>
/// Runs a plan over a past: the same signals, the same decisions, virtual time; nothing is sent and nothing is stored.
/// Wallets are spread over threads, and what comes out does not depend on how.
/// </summary>
/// <param name="plan">What is tried.</param>
/// <param name="only">These wallets alone; empty for all.</param>
/// <param name="threads">How many threads decide, from 1.</param>
/// <param name="time">What pauses are measured by, where contracts are asked; the system's where it is null.</param>
public sealed class Backtest(
    BacktestPlan plan, ImmutableArray<Address> only, int threads, TimeProvider? time = null)
{
    // Below it, handing out costs more than deciding.
    private const int SharedFrom = 512;

    private readonly ImmutableArray<BacktestPart> _parts =
        [.. Enumerable.Range(0, threads).Select(part => new BacktestPart(plan, only, part, threads))];

    private readonly BacktestClock _clock = new();

    /// <summary>What is read of the past: the trigger's logs and, where one is asked about, the outcome's.</summary>
    public LogQuery Query { get; } = QueryOf(plan);

    /// <summary>Runs to the end of the past. Called once.</summary>
    /// <param name="past">The past.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<BacktestEnd> Run(
        IPastLogs past, Action<BacktestProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(past);
        ArgumentNullException.ThrowIfNull(progress);
        var reads = plan.Workflow.ReadsItsValue
            ? new PastReads(plan, only, past.Contracts, time ?? TimeProvider.System)
            : null;
        var (logs, undecodable, from, to) = (0L, 0L, 0L, 0L);
        await foreach (var step in past.Read(Query, cancellationToken))
            switch (step)
            {
                case PastStep.Portion portion:
                    var read = reads is null ? null : await reads.For(portion.Logs, Wait, cancellationToken);
                    if (read?.Failure is { } missing)
                        return new BacktestEnd.Failed(missing);
                    Live(portion.Logs, read?.Answers, cancellationToken);
                    logs += portion.Logs.Length;
                    undecodable += portion.Undecodable;
                    (from, to) = (portion.From, portion.Through);
                    progress(new BacktestProgress(portion.Share, portion.Through, logs, null));
                    break;
                case PastStep.Waiting waiting:
                    Wait(waiting.Reason);
                    break;
                case PastStep.Failed failed:
                    return new BacktestEnd.Failed(failed.Reason);
            }

        var (begins, ends) = (_clock.TimeOf(from), _clock.TimeOf(to));
        foreach (var part in _parts)
            part.End(ends);
        var scope = new BacktestScope(
            from, to, begins, ends, _parts[0].Logs, undecodable, _parts.Sum(part => part.Signals),
            _parts.Sum(part => (long)part.Wallets));
        return new BacktestEnd.Finished(new BacktestReport(
            plan.Workflow.Id, plan.Workflow.Hash, scope, plan.Outcome?.Name,
            [.. plan.Variants.Select((variant, index) => Report(variant, index))]));

        void Wait(string reason) => progress(new BacktestProgress(null, to, logs, reason));
    }

    private static LogQuery QueryOf(BacktestPlan plan)
    {
        var followed = FollowedLogs.Of([plan.Workflow]);
        return plan.Outcome is { } outcome
            ? new LogQuery([.. followed.Filters, new EventFilter(outcome.Event, outcome.Contracts)])
            : followed;
    }

    private void Live(ImmutableArray<EventLog> logs, LogReads? read, CancellationToken cancellationToken)
    {
        if (logs.IsEmpty)
            return;
        _clock.See(logs[0].Block, logs[0].BlockTime);
        _clock.See(logs[^1].Block, logs[^1].BlockTime);
        if (_parts.Length == 1 || logs.Length < SharedFrom)
            foreach (var part in _parts)
                part.Live(logs, read);
        else
            Parallel.ForEach(
                _parts, new ParallelOptions { CancellationToken = cancellationToken }, part => part.Live(logs, read));
    }

    private VariantReport Report(BacktestVariant variant, int index)
    {
        var counts = new DecisionCounts();
        foreach (var part in _parts)
            counts.Add(part.CountsOf(index));
        return VariantTally.Of(variant, [.. _parts.SelectMany(part => part.LivedUnder(index))], counts, plan);
    }
}

/// <summary>How far a backtest has come.</summary>
/// <param name="Share">About how much of the past is done, 0 to 1; null where that stands as it was.</param>
/// <param name="Block">The last block that is done.</param>
/// <param name="Logs">How many logs were decided.</param>
/// <param name="Waiting">What holds it up; null for nothing.</param>
public sealed record BacktestProgress(double? Share, long Block, long Logs, string? Waiting);

/// <summary>How a backtest ended.</summary>
public abstract record BacktestEnd
{
    private BacktestEnd()
    {
    }

    /// <summary>It came to the end of the past.</summary>
    public sealed record Finished(BacktestReport Report) : BacktestEnd;

    /// <summary>The past could not be read.</summary>
    /// <param name="Reason">Why, and how to put it right; no secret.</param>
    public sealed record Failed(string Reason) : BacktestEnd;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<BacktestReport, T> finished, Func<string, T> failed) => this switch
    {
        Finished it => finished(it.Report),
        Failed it => failed(it.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
