using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Text.Json.Nodes;
using Kwala.Core;
using Kwala.Core.Abi;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// The pure decision about one signal, value included, on one thread: where nothing crosses, and where every stage
/// speaks and the owner is told.
/// </summary>
internal sealed class Decide : IScenario
{
    private const int AlertsBefore = 8;

    private static readonly DateTimeOffset Noon = new(2026, 11, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly BigInteger Unit = BigInteger.Pow(10, 18);

    private readonly Workflow _workflow = BenchWorkflow.Compile(BenchWorkflow.To(ChannelName.Email), "bench");

    public string Name => "decide";

    public string Purpose => "the pure decision when nothing crosses, and when the owner is told "
        + "(nanosecondsPerDecision, bytesPerDecision) [--rounds N]";

    public IReadOnlyList<string> Options => ["rounds"];

    public Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number("rounds", 2_000_000);
        var policy = new WalletPolicy(
            default,
            ImmutableSortedDictionary<WorkflowId, Workflow>.Empty.Add(_workflow.Id, _workflow),
            ImmutableSortedDictionary<ChannelName, ChannelTraits>.Empty
                .Add(ChannelName.Inbox, new ChannelTraits(CollapsesByKey: true, NeedsAddress: false))
                .Add(ChannelName.Email, new ChannelTraits(CollapsesByKey: false, NeedsAddress: true)),
            RetryPolicy.Default);
        var owner = OwnerWithAPast(policy);
        report.Line(new JsonObject
        {
            ["nothing"] = Measure(rounds, WalletState.Empty, healthFactor: 2, policy, sends: false),
            ["told"] = Measure(rounds / 20, owner, healthFactor: 1, policy, sends: true),
            ["alertsBefore"] = AlertsBefore,
            ["decisions"] = rounds,
        });
        return Task.CompletedTask;
    }

    private JsonObject Measure(int rounds, WalletState state, int healthFactor, WalletPolicy policy, bool sends)
    {
        var source = SourceOf(healthFactor, block: 100);
        Repeat(rounds / 10); // Compiles and warms.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var elapsed = Repeat(rounds);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return new JsonObject
        {
            ["nanosecondsPerDecision"] = Math.Round(elapsed.TotalNanoseconds / rounds, 1),
            ["bytesPerDecision"] = Math.Round((double)allocated / rounds, 1),
        };

        TimeSpan Repeat(int times)
        {
            var started = Stopwatch.GetTimestamp();
            for (var round = 0; round < times; round++)
            {
                var decision = Observe(state, source, "bench", Noon, policy);
                if (decision.State.Outbox.Length - state.Outbox.Length != (sends ? 1 : 0))
                    throw new InvalidOperationException("This is not what is to be measured.");
            }

            return Stopwatch.GetElapsedTime(started);
        }
    }

    // Chose a tier, quiet hours and a budget, and was told of other positions on the days before.
    private WalletState OwnerWithAPast(WalletPolicy policy)
    {
        var state = WalletState.Empty with
        {
            Preferences = Preferences.Unset with
            {
                Tier = _workflow.Rule.DefaultTier,
                Contacts = Preferences.Unset.Contacts.Add(
                    ChannelName.Email, new Contact("owner@example.org", ContactStanding.Verified)),
                Attention = AttentionChoices.Unset with { Zone = "Europe/Berlin", PerDay = 20, Quiet = new(1320, 420) },
            },
        };
        for (var alert = 0; alert < AlertsBefore; alert++)
        {
            var at = Noon.AddDays(alert - AlertsBefore);
            state = Observe(state, SourceOf(1, alert), $"other-{alert}", at, policy).State;
            state = state with { Outbox = [] };
        }

        return state;
    }

    private Decision<WalletState, WalletEffect> Observe(
        WalletState state, SignalSource source, string subject, DateTimeOffset now, WalletPolicy policy) =>
        WalletDecision.Decide(
            state,
            new WalletEvent.Observed(
                [
                    new Signal(
                        _workflow.Id, new SubjectKey(subject), _workflow.Value.Evaluate(source.Arguments), source,
                        Live: true, Final: false),
                ],
                Finalized: -1),
            now,
            policy);

    private static SignalSource SourceOf(int healthFactor, long block) => new(
        BenchWorkflow.Chain, new BlockRef(block, default), Noon, default, 0, default,
        [new AbiValue.Account(default), new AbiValue.Number(healthFactor * Unit)]);
}
