using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Wallets;
using Orleans;

namespace Kwala.Client.Grains;

/// <summary>Wallets by their grains.</summary>
internal sealed class GrainWalletClient(IGrainFactory grains, GrainCalls calls, KwalaClientOptions options)
    : IWalletClient
{
    private const string Whom = "The wallet";

    public Task<ReadOutcome<StoredPreferences>> ReadPreferences(Address wallet, CancellationToken cancellationToken) =>
        calls.Read<StoredPreferences>(
            async () => new ReadOutcome<StoredPreferences>.Found((await Grain(wallet).ReadPreferences()).ToClient()),
            Whom,
            cancellationToken);

    public async Task<PreferencesOutcome> ChangePreferences(
        PreferencesChange change, CancellationToken cancellationToken)
    {
        var outcome = await Change(
            change.Wallet,
            grain => grain.ChangePreferences(change.Preferences, change.IfTag, change.Vouched),
            cancellationToken);
        return change.Vouched && outcome is PreferencesOutcome.Stored stored
            ? await VerifyAll(change.Wallet, stored, cancellationToken)
            : outcome;
    }

    public Task<PreferencesOutcome> SetTier(Address wallet, TierName? tier, CancellationToken cancellationToken) =>
        Change(wallet, grain => grain.SetTier(tier), cancellationToken);

    public async IAsyncEnumerable<TierResult> SetTiers(
        IEnumerable<TierAssignment> assignments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var underWay = new Queue<(TierAssignment Assignment, Task<PreferencesOutcome> Outcome)>();
        foreach (var assignment in assignments)
        {
            if (underWay.Count >= Math.Max(1, options.BulkConcurrency))
                yield return await Next();
            underWay.Enqueue((assignment, SetTier(assignment.Wallet, assignment.Tier, cancellationToken)));
        }

        while (underWay.Count > 0)
            yield return await Next();

        async Task<TierResult> Next()
        {
            var (assignment, outcome) = underWay.Dequeue();
            return new TierResult(assignment, (await outcome).ToTier());
        }
    }

    public Task<PreferencesOutcome> OptOut(
        Address wallet, KindName? kind, ChannelName? channel, CancellationToken cancellationToken) =>
        Change(wallet, grain => grain.OptOut(kind, channel), cancellationToken);

    public Task<PreferencesOutcome> VerifyContact(
        Address wallet, ChannelName channel, string address, CancellationToken cancellationToken) =>
        Change(wallet, grain => grain.VerifyContact(channel, address), cancellationToken);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadInbox(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken) =>
        ReadHistory(wallet, RecordTopic.Inbox, filter, cancellationToken);

    public Task<ReadOutcome<Page<HistoryEntry>>> ReadDecisions(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken) =>
        ReadHistory(wallet, RecordTopic.Decision, filter, cancellationToken);

    public Task<ReadOutcome<ImmutableArray<Explanation>>> Explain(
        Address wallet, ExplainQuestion question, CancellationToken cancellationToken) =>
        calls.Read<ImmutableArray<Explanation>>(
            async () => Mapping.ToClient(await Grain(wallet).Explain(
                question.Chain, question.Transaction, question.LogIndex, question.Workflow)),
            Whom,
            cancellationToken);

    public Task<ReadOutcome<DecisionRecord>> DryRun(
        Address wallet, DryRunQuestion question, CancellationToken cancellationToken) =>
        calls.Read(
            async () => (await Grain(wallet).DryRun(question.ToGrain())).ToClient(), Whom, cancellationToken);

    public Task<HeardOutcome> ReportInteractions(
        Address wallet, IReadOnlyList<ReportedInteraction> interactions, CancellationToken cancellationToken) =>
        Hear(InteractionChecks.Of(interactions), () => Interact(Grain(wallet), interactions), cancellationToken);

    public Task<ReadOutcome<ImmutableArray<LearnedThing>>> ReadLearned(
        Address wallet, CancellationToken cancellationToken) =>
        calls.Read<ImmutableArray<LearnedThing>>(
            async () => new ReadOutcome<ImmutableArray<LearnedThing>>.Found(
                [.. (await Grain(wallet).ReadLearned()).Select(it => it.ToClient())]),
            Whom,
            cancellationToken);

    public Task<HeardOutcome> UndoLearning(Address wallet, Undo what, CancellationToken cancellationToken) =>
        Hear(
            InteractionChecks.Of(what),
            async () =>
            {
                await Grain(wallet).UndoLearning(LearningUndo.Of(what));
                return [];
            },
            cancellationToken);

    private async Task<HeardOutcome> Hear(
        ImmutableArray<HeardMistake> mistakes,
        Func<Task<ImmutableArray<HeardMistake>>> tell,
        CancellationToken cancellationToken) =>
        !mistakes.IsEmpty
            ? new HeardOutcome.Refused(mistakes)
            : await calls.Ask<HeardOutcome>(
                async () => await tell() is { IsEmpty: false } refused
                    ? new HeardOutcome.Refused(refused)
                    : new HeardOutcome.Heard(),
                reason => new HeardOutcome.Unavailable(reason),
                Whom,
                cancellationToken);

    // One after another: they are in the order in which the owner did them.
    private static async Task<ImmutableArray<HeardMistake>> Interact(
        IWalletGrain grain, IReadOnlyList<ReportedInteraction> interactions)
    {
        var refused = ImmutableArray.CreateBuilder<HeardMistake>();
        for (var i = 0; i < interactions.Count; i++)
        {
            var it = interactions[i];
            if (it is { Kind: InteractionKind.Stop, About: { } kind })
                refused.AddRange((await grain.OptOut(kind, null)).Match<IEnumerable<HeardMistake>>(
                    _ => [],
                    _ => [],
                    problems => problems.Select(problem => new HeardMistake(i, "", problem.Message))));
            await grain.Interact(it.Id, it.ToGrain());
        }

        return refused.ToImmutable();
    }

    private Task<ReadOutcome<Page<HistoryEntry>>> ReadHistory(
        Address wallet, RecordTopic topic, HistoryFilter filter, CancellationToken cancellationToken) =>
        calls.Read(
            () => Mapping.ToPage(Grain(wallet).ReadHistory(topic, filter.ToGrain())), Whom, cancellationToken);

    // A contact that was there before and stays keeps its standing in the grain's own change.
    private async Task<PreferencesOutcome> VerifyAll(
        Address wallet, PreferencesOutcome.Stored stored, CancellationToken cancellationToken)
    {
        PreferencesOutcome outcome = stored;
        foreach (var (channel, contact) in stored.Preferences.Preferences.Contacts)
            if (contact.Standing != ContactStanding.Verified && outcome is PreferencesOutcome.Stored)
                outcome = await VerifyContact(wallet, channel, contact.Address, cancellationToken);
        return outcome;
    }

    private Task<PreferencesOutcome> Change(
        Address wallet,
        Func<IWalletGrain, Task<Kwala.Grains.Interfaces.Wallets.PreferencesChange>> change,
        CancellationToken cancellationToken) =>
        calls.Ask(
            async () => (await change(Grain(wallet))).ToClient(),
            reason => new PreferencesOutcome.Unavailable(reason),
            Whom,
            cancellationToken);

    private IWalletGrain Grain(Address wallet) => grains.GetGrain<IWalletGrain>(wallet.ToString());
}
