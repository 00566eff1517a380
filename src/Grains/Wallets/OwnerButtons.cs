using System.Diagnostics;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Core.Wallets;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Workflows;
using Kwala.Ports.Channels;
using Orleans;

namespace Kwala.Grains.Wallets;

/// <summary>Hands on to the wallet what its owner says by a button.</summary>
internal sealed class OwnerButtons(IGrainFactory grains, WorkflowCatalog catalog, LinkKeyRing keys) : IOwnerButtons
{
    public async Task<string> Press(
        ChannelName channel, string address, string data, string press, CancellationToken cancellationToken)
    {
        var live = await catalog.AtLeast(0);
        var kinds = live.Workflows.Values.Select(workflow => workflow.Kind).Distinct();
        if (ButtonToken.Check(data, channel, address, kinds, keys) is not { } pressed)
            return "This button does not work any more.";
        var wallet = grains.GetGrain<IWalletGrain>(pressed.Wallet.ToString());
        var contacts = (await wallet.ReadPreferences().WaitAsync(cancellationToken)).Preferences.Contacts;
        if (contacts.GetValueOrDefault(channel) != new Contact(address, ContactStanding.Verified))
            return "This chat is not connected to that wallet any more.";
        return await Do(wallet, pressed, $"{channel} {press}").WaitAsync(cancellationToken);
    }

    private static async Task<string> Do(IWalletGrain wallet, ButtonPress pressed, string id)
    {
        switch (pressed.Action)
        {
            case ButtonAction.Useful:
                await Interact(InteractionKind.Useful);
                return "Thank you: good to know.";
            case ButtonAction.NotNow:
                await Interact(InteractionKind.NotNow);
                return "All right, not now.";
            case ButtonAction.Fewer:
                await Interact(InteractionKind.Fewer);
                return $"You will be told less of {pressed.Kind}.";
            case ButtonAction.Stop:
                var change = await wallet.OptOut(pressed.Kind, null);
                await Interact(InteractionKind.Stop);
                return change.Match(
                    _ => $"You are not told about {pressed.Kind} any more. Your app's settings can undo this.",
                    _ => $"You are not told about {pressed.Kind} any more. Your app's settings can undo this.",
                    problems => string.Join(" ", problems.Select(problem => problem.Message)));
            case ButtonAction.KeepTelling when pressed.Mark < Magnitude.BucketsMax:
                await wallet.UndoLearning(new Undo.KeepTelling(pressed.Kind, (int)pressed.Mark));
                return $"Undone: you are told about {pressed.Kind} like this again.";
            default:
                throw new UnreachableException();
        }

        Task Interact(InteractionKind kind) => wallet.Interact(id, new Interaction(
            kind, InteractionSource.Telegram, new InteractionTarget.Alert(new AlertMark(pressed.Mark))));
    }
}
