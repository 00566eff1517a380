using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>A wallet's preferences as stored.</summary>
/// <param name="Preferences">What the owner chose.</param>
/// <param name="Tag">Changes with every change; opaque, without quotes.</param>
public sealed record StoredPreferences(Preferences Preferences, string Tag);

/// <summary>A wish to replace what a wallet's owner chose.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Preferences">The new choices, whole.</param>
/// <param name="IfTag">Only if the stored tag is this one; null for whatever is stored.</param>
/// <param name="Vouched">
/// The operator vouches for the contacts: their standing is taken as given. Else a new or changed address is unverified.
/// </param>
public sealed record PreferencesChange(Address Wallet, Preferences Preferences, string? IfTag, bool Vouched);

/// <summary>A wallet's opt-out, as a link in a message asks for it.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Channel">The channel of the message.</param>
/// <param name="Kind">The kind of the message.</param>
public sealed record OptOutRequest(Address Wallet, ChannelName Channel, KindName Kind);

/// <summary>One line of a bulk change of tiers.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Tier">Null to unset.</param>
public sealed record TierAssignment(Address Wallet, TierName? Tier);

/// <summary>What became of one line of a bulk change.</summary>
/// <param name="Assignment">The line.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record TierResult(TierAssignment Assignment, PreferencesOutcome Outcome);

/// <summary>Which rows of a history to read. Null means any.</summary>
/// <param name="Kind">Only this kind.</param>
/// <param name="Outcome">Only this outcome, in lower-case words with hyphens.</param>
/// <param name="From">At or after.</param>
/// <param name="Until">Before.</param>
/// <param name="Limit">1 to 500 rows.</param>
/// <param name="Cursor">Where the page before ended.</param>
public sealed record HistoryFilter(
    KindName? Kind = null,
    string? Outcome = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    int Limit = 50,
    string? Cursor = null);

/// <summary>One page of a list.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? Next);

/// <summary>One message in the in-app inbox.</summary>
/// <param name="Key">The delivery.</param>
/// <param name="At">When it was laid there.</param>
/// <param name="Workflow">Which workflow.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Lane">How much it matters.</param>
/// <param name="Urgency">How insistent.</param>
/// <param name="Role">What it is within its episode.</param>
/// <param name="Subject">Which position.</param>
/// <param name="Episode">Number of the episode.</param>
/// <param name="Level">Severity level, 0 is the mildest.</param>
/// <param name="Title">One line without markup; null where the words could not be rendered.</param>
/// <param name="Text">The body as plain text; null where the words could not be rendered.</param>
/// <param name="Fields">The facts behind the words.</param>
/// <param name="CorrelationId">The log's id.</param>
public sealed record InboxItem(
    DeliveryKey Key,
    DateTimeOffset At,
    WorkflowId Workflow,
    KindName Kind,
    Lane Lane,
    Urgency Urgency,
    NotificationRole Role,
    SubjectKey Subject,
    long Episode,
    int Level,
    string? Title,
    string? Text,
    ImmutableSortedDictionary<string, string> Fields,
    string CorrelationId);

/// <summary>Which log to explain.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Transaction">The log's transaction.</param>
/// <param name="LogIndex">The log's index in its block, as <c>eth_getLogs</c> gives it.</param>
/// <param name="Workflow">Only this workflow; null for all.</param>
public sealed record ExplainQuestion(ChainId Chain, Bytes32 Transaction, int LogIndex, WorkflowId? Workflow);
