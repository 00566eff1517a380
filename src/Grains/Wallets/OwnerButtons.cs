using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Workflows;
using Kwala.Ports.Channels;
using Orleans;

namespace Kwala.Grains.Wallets;

/// <summary>Hands on to the wallet what its owner says by a button.</summary>
internal sealed class OwnerButtons(IGrainFactory grains, WorkflowCatalog catalog, LinkKeyRing keys) : IOwnerButtons
{
    public async Task<string> Press(
        ChannelName channel, string address, string data, CancellationToken cancellationToken)
    {
        var live = await catalog.AtLeast(0);
        var kinds = live.Workflows.Values.Select(workflow => workflow.Kind).Distinct();
        if (ButtonToken.Check(data, channel, address, kinds, keys) is not { } pressed)
            return "This button does not work any more.";
        var wallet = grains.GetGrain<IWalletGrain>(pressed.Wallet.ToString());
        var chosen = (await wallet.ReadPreferences().WaitAsync(cancellationToken)).Preferences;
        if (chosen.Contacts.GetValueOrDefault(channel) != new Contact(address, ContactStanding.Verified))
            return "This chat is not connected to that wallet any more.";
        return await Do(wallet, pressed, FixedWords.In(chosen.Language?.Value)).WaitAsync(cancellationToken);
    }

    private static async Task<string> Do(IWalletGrain wallet, ButtonPress pressed, FixedWords words)
    {
        var (answer, kind) = (pressed.Answer, pressed.Kind);
        if (answer == OwnerAnswer.KeepTelling)
        {
            await wallet.UndoLearning(LearningUndo.Of(new Undo.KeepTelling(kind, (int)pressed.Mark)));
            return OwnerAnswers.Done(answer, kind, words);
        }

        if (answer == OwnerAnswer.Stop && Refusal(await wallet.OptOut(kind, null)) is { Length: > 0 } refused)
            return refused;
        var alert = new AlertMark(pressed.Mark);
        await wallet.Interact(OwnerAnswers.IdOf(answer, alert), new Interaction(
            OwnerAnswers.CountsAs(answer), InteractionSource.Telegram,
            new InteractionTarget.Alert(alert) { Of = kind }));
        return OwnerAnswers.Done(answer, kind, words);
    }

    private static string Refusal(PreferencesChange change) => change.Match(
        _ => "", _ => "", problems => string.Join(" ", problems.Select(problem => problem.Message)));
}
