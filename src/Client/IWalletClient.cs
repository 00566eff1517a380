using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>Questions to and changes of one wallet.</summary>
public interface IWalletClient
{
    /// <summary>What the owner chose. Every wallet has preferences; one that never set any has them unset.</summary>
    Task<ReadOutcome<StoredPreferences>> ReadPreferences(Address wallet, CancellationToken cancellationToken);

    /// <summary>Replaces what the owner chose, whole; the last values then decide again.</summary>
    Task<PreferencesOutcome> ChangePreferences(PreferencesChange change, CancellationToken cancellationToken);

    /// <summary>Sets the tier and nothing else.</summary>
    /// <param name="wallet">Whose.</param>
    /// <param name="tier">Null to unset.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<PreferencesOutcome> SetTier(Address wallet, TierName? tier, CancellationToken cancellationToken);

    /// <summary>
    /// Sets many tiers, several at a time, and gives each result as it comes, in the order given. One that is refused
    /// does not stop the others.
    /// </summary>
    IAsyncEnumerable<TierResult> SetTiers(
        IEnumerable<TierAssignment> assignments, CancellationToken cancellationToken);

    /// <summary>
    /// The owner opts out of a kind on every channel (channel null), of a channel for every kind (kind null), or of
    /// that kind on that channel alone.
    /// </summary>
    Task<PreferencesOutcome> OptOut(
        Address wallet, KindName? kind, ChannelName? channel, CancellationToken cancellationToken);

    /// <summary>Stores an address that was shown to be the owner's, as verified.</summary>
    Task<PreferencesOutcome> VerifyContact(
        Address wallet, ChannelName channel, string address, CancellationToken cancellationToken);

    /// <summary>What the in-app inbox shows, newest first.</summary>
    Task<ReadOutcome<Page<HistoryEntry>>> ReadInbox(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken);

    /// <summary>Decisions that changed something, with their reasons, newest first.</summary>
    Task<ReadOutcome<Page<HistoryEntry>>> ReadDecisions(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Why a log did or did not lead to a notification, decided again. Not found where the chain is not followed or the
    /// log is not there; a workflow that cannot be explained while others can is left out.
    /// </summary>
    Task<ReadOutcome<ImmutableArray<Explanation>>> Explain(
        Address wallet, ExplainQuestion question, CancellationToken cancellationToken);

    /// <summary>
    /// What would be decided about a value now, or about a log of the past, by a workflow that need not be live.
    /// Changes nothing. A text with mistakes is refused with all of them.
    /// </summary>
    Task<ReadOutcome<DecisionRecord>> DryRun(
        Address wallet, DryRunQuestion question, CancellationToken cancellationToken);

    /// <summary>What the owner did, once.</summary>
    Task<HeardOutcome> ReportInteraction(
        Address wallet, ReportedInteraction interaction, CancellationToken cancellationToken) =>
        ReportInteractions(wallet, [interaction], cancellationToken);

    /// <summary>
    /// What the owner did, in that order; at most 100 at once. A mistake of form in one keeps back all.
    /// </summary>
    Task<HeardOutcome> ReportInteractions(
        Address wallet, IReadOnlyList<ReportedInteraction> interactions, CancellationToken cancellationToken);

    /// <summary>What was learned of the owner and has a consequence, in a fixed order.</summary>
    Task<ReadOutcome<ImmutableArray<LearnedThing>>> ReadLearned(Address wallet, CancellationToken cancellationToken);

    /// <summary>The owner takes back what was learned. Sending the same again changes nothing more.</summary>
    Task<HeardOutcome> UndoLearning(Address wallet, Undo what, CancellationToken cancellationToken);
}
