using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Orleans;
using Orleans.Concurrency;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// One wallet over all chains: its preferences, its episodes, its outbox. The key is the address as
/// <see cref="Address.ToString"/> writes it. A call that fails has changed nothing and may be repeated.
/// </summary>
[Alias("kwala.IWalletGrain")]
public interface IWalletGrain : IGrainWithStringKey
{
    /// <summary>
    /// Decides signals in the order of the chain. Returns once what they changed is durable; sending follows.
    /// </summary>
    /// <remarks>
    /// What listeners tell of a chain fails with <see cref="InvalidOperationException"/> where a listener of a later
    /// term has taken blocks back here.
    /// </remarks>
    [Alias("Observe")]
    Task Observe(SignalBatch batch);

    /// <summary>
    /// These blocks are no longer part of the chain: what they opened for these workflows becomes doubtful.
    /// </summary>
    [Alias("Orphan")]
    Task Orphan(
        ChainTerm term, ImmutableArray<BlockRef> blocks, long standsThrough, ImmutableArray<WorkflowId> workflows);

    /// <summary>
    /// These workflows have followed the chain past a reorg: what is still doubtful up to this block ends as retracted.
    /// </summary>
    [Alias("SettleReorg")]
    Task SettleReorg(ChainTerm term, long throughBlock, ImmutableArray<WorkflowId> workflows);

    /// <summary>
    /// Decides again with the present values, without a new log: the lines of a workflow moved, or a breach was read
    /// too late to be told. What was told is not told again.
    /// </summary>
    [Alias("Revalue")]
    Task Revalue(RevaluationAsked asked);

    /// <summary>Something of this wallet is due. Harmless where nothing is.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>What the owner chose.</summary>
    [Alias("ReadPreferences")]
    Task<PreferencesVersion> ReadPreferences();

    /// <summary>Replaces the preferences. The last known values decide again under the new ones.</summary>
    /// <param name="preferences">
    /// The new ones, whole. The standing of a contact is not taken from here: an address that was not there before is
    /// unverified unless <paramref name="vouched"/>, one that stayed keeps its standing.
    /// </param>
    /// <param name="ifMatch">Change only where the ETag is still this; null for whatever it is.</param>
    /// <param name="vouched">An operator says that the addresses are the owner's.</param>
    [Alias("ChangePreferences")]
    Task<PreferencesChange> ChangePreferences(Preferences preferences, string? ifMatch, bool vouched);

    /// <summary>Changes the tier alone; null for the workflows' default.</summary>
    [Alias("SetTier")]
    Task<PreferencesChange> SetTier(TierName? tier);

    /// <summary>Stores an address that was shown to be the owner's, as verified.</summary>
    [Alias("VerifyContact")]
    Task<PreferencesChange> VerifyContact(ChannelName channel, string address);

    /// <summary>
    /// A channel says in which language its owner uses it: taken where the owner chose none and it is a tag.
    /// </summary>
    [Alias("SuggestLanguage")]
    Task SuggestLanguage(string tag);

    /// <summary>
    /// The channel says that this address does not work any more, or works again. Changes what was verified and nothing
    /// else. False where the wallet has another address there, or one that was never verified.
    /// </summary>
    [Alias("MarkContact")]
    Task<bool> MarkContact(ChannelName channel, string address, bool isGone);

    /// <summary>
    /// The owner opts out of a kind on every channel (channel null), of a channel for every kind (kind null), or of
    /// that kind on that channel alone.
    /// </summary>
    [Alias("OptOut")]
    Task<PreferencesChange> OptOut(KindName? kind, ChannelName? channel);

    /// <summary>
    /// The owner did something: pressed a button, followed a link, acted on the chain. Once it is durable what is told
    /// next may be decided otherwise. To stop a kind is an opt-out: <see cref="OptOut"/>.
    /// </summary>
    /// <param name="id">Tells it from every other of this owner: one that came lately changes nothing.</param>
    /// <param name="interaction">What the owner did.</param>
    [Alias("Interact")]
    Task Interact(string id, Interaction interaction);

    /// <summary>What was learned of the owner and has a consequence.</summary>
    [Alias("ReadLearned")]
    [AlwaysInterleave]
    Task<ImmutableArray<LearnedItem>> ReadLearned();

    /// <summary>The owner takes back what was learned.</summary>
    [Alias("UndoLearning")]
    Task UndoLearning(LearningUndo undo);

    /// <summary>The names of the deployment's segments that the wallet belongs to now.</summary>
    [Alias("ReadSegments")]
    [AlwaysInterleave]
    Task<ImmutableArray<string>> ReadSegments();

    /// <summary>One page of the wallet's history.</summary>
    [Alias("ReadHistory")]
    [AlwaysInterleave]
    Task<HistoryItems> ReadHistory(RecordTopic topic, HistoryFilter filter);

    /// <summary>
    /// Why one log led to a message for this wallet, or why it did not: decided again from the chain, with the
    /// preferences of the block's time where they are still known.
    /// </summary>
    /// <param name="chain">The log's chain.</param>
    /// <param name="transaction">The log's transaction.</param>
    /// <param name="logIndex">The log's index in its block.</param>
    /// <param name="workflow">Only this workflow; null for every live workflow of the chain.</param>
    [Alias("Explain")]
    [AlwaysInterleave]
    Task<ImmutableArray<Explanation>> Explain(ChainId chain, Bytes32 transaction, int logIndex, WorkflowId? workflow);

    /// <summary>
    /// What would be decided about a value now, or about a log of the past, by a workflow that need not be live.
    /// Changes nothing.
    /// </summary>
    [Alias("DryRun")]
    [AlwaysInterleave]
    Task<DryRunAnswer> DryRun(DryRunAsked asked);

    /// <summary>Sends a dead letter once more. False where there is no such dead letter.</summary>
    /// <param name="deadLetter">The key of its history row.</param>
    [Alias("Revive")]
    Task<bool> Revive(string deadLetter);
}
