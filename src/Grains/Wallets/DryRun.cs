using Kwala.Core;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Workflows;

namespace Kwala.Grains.Wallets;

/// <summary>
/// Decides a value that might come, or a log that came, by a workflow that need not be live. Changes nothing.
/// </summary>
internal sealed class DryRun(WalletPolicies policies, Explainer explainer, TimeProvider time)
{
    private const string SourceName = "request";

    public async Task<DryRunAnswer> Decide(Address wallet, WalletState state, DryRunAsked asked)
    {
        var live = await policies.Latest(wallet);
        if (asked.Yaml is not { } yaml)
            return asked.Workflow is { } id && live.Workflows.TryGetValue(id, out var known)
                ? await Decide(wallet, state, asked, known, live)
                : Unknown(asked.Workflow, live);
        var outcome = policies.Try(new WorkflowSource(SourceName, yaml));
        return outcome is CompileOutcome.Compiled { Workflow: var proposed }
            ? await Decide(
                wallet, state, asked, proposed, live with { Workflows = live.Workflows.SetItem(proposed.Id, proposed) })
            : new DryRunAnswer.Mistaken { Mistakes = ((CompileOutcome.Refused)outcome).Mistakes };
    }

    private async Task<DryRunAnswer> Decide(
        Address wallet, WalletState state, DryRunAsked asked, Workflow workflow, LiveSet live)
    {
        if (asked.Transaction is { } transaction)
        {
            var log = new LogAsked(workflow.Trigger.Chain, transaction, asked.LogIndex, workflow.Id);
            return (await explainer.ExplainBy(workflow, wallet, state, log, live)).Match<DryRunAnswer>(
                it => new DryRunAnswer.Decided { Decision = it.Decision },
                it => new DryRunAnswer.Refused { Why = it.Why, Detail = it.Detail });
        }

        var now = time.GetUtcNow();
        var source = new SignalSource(workflow.Trigger.Chain, default, now, default, 0, default, []);
        var signal = new Signal(
            workflow.Id,
            asked.Subject is { } subject ? new SubjectKey(subject) : SubjectOf(workflow, state),
            Rational.TryParse(asked.Value, out var value) ? value : Rational.Undefined,
            source,
            Live: true,
            Final: true);
        return new DryRunAnswer.Decided
        {
            Decision = WalletDecision.Explain(state, signal, now, policies.Of(wallet, live)) with
            {
                Position = null,
                Transaction = null,
                CorrelationId = "",
            },
        };
    }

    // The position that is open, or the contract's; any other is as good as new.
    private static SubjectKey SubjectOf(Workflow workflow, WalletState state) =>
        state.Tracks.GetValueOrDefault(workflow.Id)?.Episodes is { Count: 1 } only
            ? only.Keys.First()
            : new SubjectKey(string.Concat(
                workflow.Trigger.Chain.Value,
                "/",
                workflow.Trigger.Contracts is [var contract] ? contract.ToString() : "any"));

    private static DryRunAnswer.Refused Unknown(WorkflowId? id, LiveSet live) => new()
    {
        Why = ExplainRefusal.WorkflowUnknown,
        Detail = $"No live workflow is called {id}: "
            + NearestWord.Advice(id?.Value ?? "", [.. live.Workflows.Keys.Select(known => known.Value)]),
    };
}
