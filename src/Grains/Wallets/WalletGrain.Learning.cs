using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Workflows;

namespace Kwala.Grains.Wallets;

// What the owner did, what was learned from it, and where that puts the wallet.
internal sealed partial class WalletGrain
{
    public async Task Interact(string id, Interaction interaction) => await Happen(
        WalletEvent.Interacted.Of(id, interaction),
        await around.Policies.AtLeast(0, _wallet));

    public async Task<ImmutableArray<LearnedItem>> ReadLearned()
    {
        var live = await around.Policies.AtLeast(0, _wallet);
        return LearnedSummary.Of(_state, Now, around.Policies.Of(_wallet, live));
    }

    public Task<ImmutableArray<string>> ReadSegments()
    {
        var policy = around.Policies.Of(_wallet, LiveSet.None);
        return Task.FromResult(policy.Segments.Of(_state, Now, policy).Select(it => it.Value).ToImmutableArray());
    }

    public async Task UndoLearning(LearningUndo undo) =>
        await Happen(new WalletEvent.LearningUndone(undo.ToCore()), await around.Policies.AtLeast(0, _wallet));
}
