using Kwala.Core.Delivery;
using Kwala.Core.Links;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Ports.Channels;
using Orleans;

namespace Kwala.Grains.Wallets;

/// <summary>
/// Binds an address that the bearer of a signed link uses, as verified (decision 14), and takes it out of use for as
/// long as its owner keeps us out.
/// </summary>
internal sealed class ContactBinding(IGrainFactory grains, LinkKeyRing keys, TimeProvider time) : IContactBinding
{
    public async Task<BindingOutcome> Bind(
        ChannelName channel, string token, string address, string? language, CancellationToken cancellationToken)
    {
        var check = LinkToken.Check(token, LinkPurpose.Bind, LinkContext.Bind(channel), time.GetUtcNow(), keys);
        if (check is not LinkCheck.Valid { Claim.Wallet: var wallet })
            return new BindingOutcome.Refused(check.Match(
                _ => "",
                _ => "This link is too old: ask for a new one where you got it.",
                () => "This link is not one of ours: ask for a new one where you got it.",
                () => "This link is cut off or mistyped: open it again from where you got it."));
        var owner = grains.GetGrain<IWalletGrain>(wallet.ToString());
        var change = await owner.VerifyContact(channel, address).WaitAsync(cancellationToken);
        if (language is not null && change is not PreferencesChange.Invalid)
            await owner.SuggestLanguage(language).WaitAsync(cancellationToken);
        return change.Match<BindingOutcome>(
            _ => new BindingOutcome.Bound(wallet.ToString()),
            _ => new BindingOutcome.Bound(wallet.ToString()),
            problems => new BindingOutcome.Refused(string.Join(" ", problems.Select(problem => problem.Message))));
    }

    public Task<int> Left(ChannelName channel, string address, CancellationToken cancellationToken) =>
        Mark(channel, address, isGone: true, cancellationToken);

    public Task<int> CameBack(ChannelName channel, string address, CancellationToken cancellationToken) =>
        Mark(channel, address, isGone: false, cancellationToken);

    // From here and not from the address's grain: wallets call that one, and two that call each other wait for ever.
    private async Task<int> Mark(
        ChannelName channel, string address, bool isGone, CancellationToken cancellationToken)
    {
        var owners = grains.GetGrain<IAddressGrain>(IAddressGrain.KeyOf(channel, address));
        var marked = 0;
        foreach (var wallet in await owners.Wallets().WaitAsync(cancellationToken))
            if (await grains.GetGrain<IWalletGrain>(wallet.ToString()).MarkContact(channel, address, isGone)
                .WaitAsync(cancellationToken))
                marked++;
        return marked;
    }
}
