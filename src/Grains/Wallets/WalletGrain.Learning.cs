using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Grains.Wallets;

// What the owner did, and what was learned from it.
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

    public async Task UndoLearning(LearningUndo undo) =>
        await Happen(new WalletEvent.LearningUndone(undo.ToCore()), await around.Policies.AtLeast(0, _wallet));
}
