using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Text.Json.Nodes;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Bench.Scenarios;

/// <summary>The pure decision about one signal when nothing crosses: value and decision, on one thread.</summary>
internal sealed class Decide : IScenario
{
    public string Name => "decide";

    public string Purpose => "the pure decision when nothing crosses (nanosecondsPerDecision, bytesPerDecision) "
        + "[--rounds N]";

    public IReadOnlyList<string> Options => ["rounds"];

    public Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number("rounds", 2_000_000);
        var workflow = BenchWorkflow.Compile();
        var policy = new WalletPolicy(
            default,
            ImmutableSortedDictionary<WorkflowId, Workflow>.Empty.Add(workflow.Id, workflow),
            ImmutableSortedDictionary<ChannelName, ChannelTraits>.Empty.Add(
                ChannelName.Inbox, new ChannelTraits(CollapsesByKey: true, NeedsAddress: false)),
            RetryPolicy.Default);
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var source = new SignalSource(
            BenchWorkflow.Chain, new BlockRef(1, default), now, default, 0, default,
            [new AbiValue.Account(default), new AbiValue.Number(2 * BigInteger.Pow(10, 18))]);

        Measure(rounds / 10); // Compiles and warms.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var elapsed = Measure(rounds);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        report.Line(new JsonObject
        {
            ["nanosecondsPerDecision"] = Math.Round(elapsed.TotalNanoseconds / rounds, 1),
            ["bytesPerDecision"] = Math.Round((double)allocated / rounds, 1),
            ["decisions"] = rounds,
        });
        return Task.CompletedTask;

        TimeSpan Measure(int times)
        {
            var started = Stopwatch.GetTimestamp();
            for (var round = 0; round < times; round++)
            {
                var value = workflow.Value.Evaluate(source.Arguments);
                var signal = new Signal(workflow.Id, new SubjectKey("bench"), value, source, Live: true, Final: false);
                var decision = WalletDecision.Decide(
                    WalletState.Empty, new WalletEvent.Observed([signal], Finalized: -1), now, policy);
                if (!ReferenceEquals(decision.State, WalletState.Empty))
                    throw new InvalidOperationException("Nothing should have crossed.");
            }

            return Stopwatch.GetElapsedTime(started);
        }
    }
}
