namespace Kwala.Simulation.Invariants;

/// <summary>What names no wallet is decided for whoever subscribed, and for nobody else.</summary>
internal sealed class OnlySubscribersHear : Invariant
{
    public override Promise Promise => Promise.Safety;

    public override void Saved(Ledger ledger, WalletCommit commit)
    {
        if (ledger.Subscribers.Contains(commit.Wallet))
            return;
        foreach (var workflow in ledger.Workflows.Where(it => it.IsForSubscribers))
            if (commit.Planned.Any(it => it.Told.Workflow == workflow.Id)
                || Decisions.Of(commit).Any(it => it.Workflow == workflow.Id.Value)
                || commit.After.Tracks.ContainsKey(workflow.Id))
                Break($"{Short(commit.Wallet)}: {workflow.Id} concerns a wallet that never subscribed");
    }
}
