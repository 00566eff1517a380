using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Wallets;

// What the owner, the protocol's backend and the operator ask of a wallet.
internal sealed partial class WalletGrain
{
    private PreferencesVersion Current => new()
    {
        Preferences = _state.Preferences,
        ETag = HistoryMap.ETag(_state.Preferences),
    };

    public Task<PreferencesVersion> ReadPreferences()
    {
        if (TeamTierDecision.IsDue(_state, Now, around.Policies.Of(_wallet, LiveSet.None)))
            AskTier();
        return Task.FromResult(Current);
    }

    public async Task<PreferencesChange> ChangePreferences(Preferences preferences, string? ifMatch, bool vouched) =>
        ifMatch is not null && ifMatch != Current.ETag
            ? new PreferencesChange.Conflict { Current = Current }
            : await Change(_ => preferences, _ => vouched);

    public Task<PreferencesChange> SetTier(TierName? tier) => Change(now => now with { Tier = tier }, _ => false);

    public Task<PreferencesChange> VerifyContact(ChannelName channel, string address) => Change(
        now => now with
        {
            Contacts = now.Contacts.SetItem(channel, new Contact(address, ContactStanding.Verified)),
        },
        vouchedFor => vouchedFor == channel);

    public async Task SuggestLanguage(string tag)
    {
        if (LanguageTag.TryParse(tag, out var language))
            await Change(now => now.Language is null ? now with { Language = language } : now, _ => false);
    }

    public async Task<bool> MarkContact(ChannelName channel, string address, bool isGone)
    {
        var now = _state.Preferences;
        if (now.Contacts.GetValueOrDefault(channel) is not { Standing: not ContactStanding.Unverified } contact
            || contact.Address != address)
            return false;
        var standing = isGone ? ContactStanding.Gone : ContactStanding.Verified;
        if (contact.Standing == standing)
            return true;
        var next = now with { Contacts = now.Contacts.SetItem(channel, contact with { Standing = standing }) };
        var live = await around.Policies.AtLeast(0, _wallet);
        await Happen(new WalletEvent.PreferencesChanged(next, []), live, next.ToRow(_wallet, Now));
        return true;
    }

    public Task<PreferencesChange> OptOut(KindName? kind, ChannelName? channel) => Change(
        now => (kind, channel) switch
        {
            ({ } k, { } c) => now with { MutedRoutes = now.MutedRoutes.Add(new MutedRoute(k, c)) },
            ({ } k, null) => now with { MutedKinds = now.MutedKinds.Add(k) },
            (null, { } c) => now with { MutedChannels = now.MutedChannels.Add(c) },
            _ => now,
        },
        _ => false);

    public Task<HistoryItems> ReadHistory(RecordTopic topic, HistoryFilter filter) =>
        around.History.Items(topic, _wallet, filter);

    public async Task<ImmutableArray<Explanation>> Explain(
        ChainId chain, Bytes32 transaction, int logIndex, WorkflowId? workflow) =>
        await explainer.Explain(_wallet, _state, new LogAsked(chain, transaction, logIndex, workflow));

    public Task<DryRunAnswer> DryRun(DryRunAsked asked) => explainer.DryRun(_wallet, _state, asked);

    public async Task<bool> Revive(string deadLetter)
    {
        if (await around.History.Find(_wallet, HistoryTopic.DeadLetter, deadLetter) is not { } row)
            return false;
        var letter = HistoryMap.ToDeadLetter(row.Body);
        var live = await around.Policies.Latest(_wallet);
        if (!await ResumeBefore(letter.Notification, live))
            return true;
        WalletEvent revived = row.Outcome == DeliveryWords.Displaced
            ? new WalletEvent.Resumed([letter])
            : new WalletEvent.Revived(letter.Notification, letter.Channels[0]);
        if (!await Decided(revived, live))
            return await Revive(deadLetter);
        // After the save: a crash between leaves a dead letter that may be revived again, under the same key. One that
        // a full outbox gave back stays.
        if (Outbox.IsBack(_state, letter, around.Policies.Of(_wallet, live)))
            await around.History.Remove(_wallet, HistoryTopic.DeadLetter, deadLetter, CancellationToken.None);
        return true;
    }

    private async Task<PreferencesChange> Change(
        Func<Preferences, Preferences> wanted, Func<ChannelName, bool> vouched)
    {
        var live = await around.Policies.Latest(_wallet);
        var before = _state.Preferences;
        var check = PreferencesCheck.Of(wanted(before), before, vouched, live.Workflows.Values, around.Sender.Channels);
        if (check is PreferencesCheck.Refused { Problems: var problems })
            return new PreferencesChange.Invalid { Problems = problems };
        var next = ((PreferencesCheck.Accepted)check).Preferences;
        if (HistoryMap.ETag(next) == HistoryMap.ETag(before))
            return freshness.SufficesToDecide || !await WasOvertaken()
                ? new PreferencesChange.Changed { Current = Current }
                : await Change(wanted, vouched);
        await RememberAddresses(before, next);
        var happened = await Judged(await around.Values.Last(_wallet), Chosen, live);
        await Happen(happened, live, next.ToRow(_wallet, Now));
        confirmations.Ask(_wallet, before, next, Now);
        return new PreferencesChange.Changed { Current = Current };

        WalletEvent Chosen(ImmutableArray<Signal> values)
        {
            var (last, onTheirWay) = Parted(values);
            return new WalletEvent.PreferencesChanged(next, last) { OnTheirWay = onTheirWay };
        }
    }

    // Before the save: an address that is remembered for nothing does no harm, one that is not would.
    private async Task RememberAddresses(Preferences before, Preferences next)
    {
        foreach (var (channel, contact) in next.Contacts)
            if (contact.Address != before.Contacts.GetValueOrDefault(channel)?.Address
                && around.Sender.Channels.GetValueOrDefault(channel) is { TellsWhoLeft: true })
                await GrainFactory.GetGrain<IAddressGrain>(IAddressGrain.KeyOf(channel, contact.Address)).Add(_wallet);
    }
}
