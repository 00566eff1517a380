using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http;

/// <summary>Wallets by the HTTP API.</summary>
internal sealed class HttpWalletClient(HttpExchange exchange) : IWalletClient
{
    // Others may write between our read and our write; each time one of them got ahead, so this ends.
    private const int OptOutAttemptsMax = 5;

    private readonly PreferencesExchange _preferences = new(exchange);
    private readonly TierExchange _tiers = new(exchange);
    private readonly InteractionExchange _interactions = new(exchange);

    public Task<ReadOutcome<StoredPreferences>> ReadPreferences(Address wallet, CancellationToken cancellationToken) =>
        _preferences.Read(wallet, cancellationToken);

    public Task<PreferencesOutcome> ChangePreferences(
        PreferencesChange change, CancellationToken cancellationToken) =>
        change.Vouched
            ? ReplaceVouched(change, cancellationToken)
            : _preferences.Replace(change.Wallet, change.Preferences, change.IfTag, cancellationToken);

    public Task<PreferencesOutcome> SetTier(Address wallet, TierName? tier, CancellationToken cancellationToken) =>
        _preferences.Patch(
            wallet,
            JsonSerializer.SerializeToUtf8Bytes(new TierPatch(tier?.Value), ClientJson.Default.TierPatch),
            null,
            cancellationToken);

    public IAsyncEnumerable<TierResult> SetTiers(
        IEnumerable<TierAssignment> assignments, CancellationToken cancellationToken) =>
        _tiers.Set(assignments, cancellationToken);

    // A patch replaces lists whole, so it must meet the very lists that it adds to.
    public async Task<PreferencesOutcome> OptOut(
        Address wallet, KindName? kind, ChannelName? channel, CancellationToken cancellationToken)
    {
        var reading = await _preferences.Read(wallet, cancellationToken);
        if (reading is not ReadOutcome<StoredPreferences>.Found { Value: var stored })
            return PreferencesExchange.Unread(reading);
        for (var attempt = 1; ; attempt++)
        {
            var wanted = WithOptOut(stored.Preferences, kind, channel);
            if (ReferenceEquals(wanted, stored.Preferences))
                return new PreferencesOutcome.Stored(stored);
            var patch = new OptOutPatch(wanted.ToResource().OptOut);
            var outcome = await _preferences.Patch(
                wallet,
                JsonSerializer.SerializeToUtf8Bytes(patch, ClientJson.Default.OptOutPatch),
                stored.Tag,
                cancellationToken);
            if (outcome is not PreferencesOutcome.Stale { Current: var current } || attempt == OptOutAttemptsMax)
                return outcome;
            stored = current;
        }
    }

    public Task<PreferencesOutcome> VerifyContact(
        Address wallet, ChannelName channel, string address, CancellationToken cancellationToken) =>
        _preferences.Vouch(wallet, channel, address, cancellationToken);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadInbox(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken) =>
        ReadHistory(Paths.Wallet(wallet, "inbox"), filter, cancellationToken);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadDecisions(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken) =>
        ReadHistory(Paths.Wallet(wallet, "decisions"), filter, cancellationToken);

    public async Task<ReadOutcome<ImmutableArray<Explanation>>> Explain(
        Address wallet, ExplainQuestion question, CancellationToken cancellationToken)
    {
        var path = Paths.WithQuery(
            Paths.Wallet(wallet, "explain"),
            ("chain", question.Chain.Value),
            ("transaction", question.Transaction.ToString()),
            ("logIndex", question.LogIndex.ToString(CultureInfo.InvariantCulture)),
            ("workflow", question.Workflow?.Value));
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, path), cancellationToken);
        return answer.ToRead(
            exchange.Reading,
            ClientJson.Default.ExplanationsResource,
            it => it.Items.Each(one => one.ToExplanation()));
    }

    public async Task<ReadOutcome<DecisionRecord>> DryRun(
        Address wallet, DryRunQuestion question, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new DryRunResource
            {
                Workflow = question.Workflow?.Value,
                Yaml = question.Yaml,
                Value = question.Value is { } value ? Decimals.Write(value) : null,
                Subject = question.Subject?.Value,
                Transaction = question.Transaction?.ToString(),
                LogIndex = question.Transaction is null ? null : question.LogIndex,
            },
            ClientJson.Default.DryRunResource);
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Post, Paths.Wallet(wallet, "dry-run")) { Body = body }, cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.DecisionResource, it => it.ToDecision());
    }

    public Task<HeardOutcome> ReportInteractions(
        Address wallet, IReadOnlyList<ReportedInteraction> interactions, CancellationToken cancellationToken) =>
        _interactions.Report(wallet, interactions, cancellationToken);

    public Task<ReadOutcome<ImmutableArray<LearnedThing>>> ReadLearned(
        Address wallet, CancellationToken cancellationToken) => _interactions.ReadLearned(wallet, cancellationToken);

    public Task<HeardOutcome> UndoLearning(Address wallet, Undo what, CancellationToken cancellationToken) =>
        _interactions.TakeBack(wallet, what, cancellationToken);

    // An address that was stored unverified would be asked by mail whether it wants that. So what is vouched for is not
    // part of the replacement, but comes after it, verified at once.
    private async Task<PreferencesOutcome> ReplaceVouched(
        PreferencesChange change, CancellationToken cancellationToken)
    {
        var reading = await _preferences.Read(change.Wallet, cancellationToken);
        if (reading is not ReadOutcome<StoredPreferences>.Found { Value.Preferences.Contacts: var before })
            return PreferencesExchange.Unread(reading);
        var kept = change.Preferences.Contacts.Where(it => before.GetValueOrDefault(it.Key) == Verified(it.Value));
        var outcome = await _preferences.Replace(
            change.Wallet,
            change.Preferences with { Contacts = kept.ToImmutableSortedDictionary() },
            change.IfTag,
            cancellationToken);
        foreach (var (channel, contact) in change.Preferences.Contacts)
            if (outcome is PreferencesOutcome.Stored { Preferences.Preferences.Contacts: var now }
                && now.GetValueOrDefault(channel) != Verified(contact))
                outcome = await _preferences.Vouch(change.Wallet, channel, contact.Address, cancellationToken);
        return outcome;
    }

    private async Task<ReadOutcome<Page<HistoryEntry>>> ReadHistory(
        string path, HistoryFilter filter, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, Paths.Filtered(path, filter)), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.HistoryResource, page => page.ToPage());
    }

    private static Contact Verified(Contact contact) => contact with { Standing = ContactStanding.Verified };

    // The same where there is nothing to add.
    private static Preferences WithOptOut(Preferences now, KindName? kind, ChannelName? channel) =>
        (kind, channel) switch
        {
            ({ } k, { } c) when !now.MutedRoutes.Contains(new MutedRoute(k, c)) =>
                now with { MutedRoutes = now.MutedRoutes.Add(new MutedRoute(k, c)) },
            ({ } k, null) when !now.MutedKinds.Contains(k) => now with { MutedKinds = now.MutedKinds.Add(k) },
            (null, { } c) when !now.MutedChannels.Contains(c) =>
                now with { MutedChannels = now.MutedChannels.Add(c) },
            _ => now,
        };
}
