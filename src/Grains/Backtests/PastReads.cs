using System.Collections.Immutable;
using Kwala.Core.Backtests;
using Kwala.Core.Evm;
using Kwala.Grains.Chains;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Backtests;

/// <summary>
/// Asks contracts what a workflow reads, after the block of each log of the past. A node that keeps no states that old
/// ends the backtest: values that nobody knows would look like calm.
/// </summary>
internal sealed class PastReads(
    BacktestPlan plan, ImmutableArray<Address> only, IContractReader? contracts, TimeProvider time)
{
    // As long as is waited for logs.
    private const int FailuresMax = 60;

    private readonly HashSet<Address> _only = [.. only];

    /// <summary>The answers for logs; or why there are none.</summary>
    /// <param name="logs">Of the query of the backtest.</param>
    /// <param name="waiting">Told whenever no node answers, before it is asked again.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<PastRead> For(
        ImmutableArray<EventLog> logs, Action<string> waiting, CancellationToken cancellationToken)
    {
        var followed = logs.RemoveAll(log => BacktestPart.IsOutcome(log, plan));
        if (LogReads.Of(followed, [plan.Workflow], isWanted: IsWanted) is not { } open)
            return new PastRead(null, null);
        if (contracts is null)
            return new PastRead(
                null, $"{plan.Workflow.Id} reads its value from contracts, and nobody can be asked here: read a node.");
        for (var failures = 1; ; failures++)
        {
            var (read, trouble, pause) = (await open.Answer(contracts, cancellationToken))
                .Match<(LogReads?, string?, TimeSpan?)>(
                    answered => (answered, null, null),
                    (reason, after) => (null, reason, after),
                    reason => (null, reason, null));
            if (read is not null)
                return new PastRead(read, read.NewestWithoutState is { } block
                    ? $"No node has kept the state of block {block}: read an archive node, or begin after it."
                    : null);
            if (pause is null || failures > FailuresMax)
                return new PastRead(null, trouble);
            waiting(trouble!);
            await Task.Delay(pause.Value, time, cancellationToken);
        }
    }

    // What subscribers are told is read for nobody.
    private bool IsWanted(Address wallet) => _only.Count == 0 || wallet.IsZero || _only.Contains(wallet);
}

/// <summary>What was read for logs of the past.</summary>
/// <param name="Answers">The answers.</param>
/// <param name="Failure">Why the backtest cannot go on, and how to put it right; null where it can.</param>
internal sealed record PastRead(LogReads? Answers, string? Failure);
