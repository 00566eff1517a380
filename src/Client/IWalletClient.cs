using System.Collections.Immutable;
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

    /// <summary>Opts the owner out of a kind, as the link in a message asks.</summary>
    Task<PreferencesOutcome> OptOut(OptOutRequest request, CancellationToken cancellationToken);

    /// <summary>Takes the address as the owner's if it is still the stored one; refused where it is not.</summary>
    Task<PreferencesOutcome> VerifyContact(
        Address wallet, ChannelName channel, string address, CancellationToken cancellationToken);

    /// <summary>What the in-app inbox shows, newest first.</summary>
    Task<ReadOutcome<Page<InboxItem>>> ReadInbox(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken);

    /// <summary>Decisions that changed something, with their reasons, newest first.</summary>
    Task<ReadOutcome<Page<DecisionRecord>>> ReadDecisions(
        Address wallet, HistoryFilter filter, CancellationToken cancellationToken);

    /// <summary>Why a log did or did not lead to a notification; recomputed where nothing matched.</summary>
    Task<ReadOutcome<ImmutableArray<DecisionRecord>>> Explain(
        Address wallet, ExplainQuestion question, CancellationToken cancellationToken);
}
