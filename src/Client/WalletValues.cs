using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
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
/// The operator vouches for the contacts: all of them are verified. Else a new address is unverified and one that stays
/// keeps its standing; the standing in <paramref name="Preferences"/> is not looked at.
/// </param>
public sealed record PreferencesChange(Address Wallet, Preferences Preferences, string? IfTag, bool Vouched);

/// <summary>One line of a bulk change of tiers.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Tier">Null to unset.</param>
public sealed record TierAssignment(Address Wallet, TierName? Tier);

/// <summary>What became of one line of a bulk change.</summary>
/// <param name="Assignment">The line.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record TierResult(TierAssignment Assignment, TierOutcome Outcome);

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
    string? Cursor = null)
{
    /// <summary>
    /// Only of this workflow. A page may then hold fewer rows than <see cref="Limit"/> and not be the last.
    /// </summary>
    public WorkflowId? Workflow { get; init; }
}

/// <summary>What to decide without consequences: a value that might come, or a log of the past.</summary>
public sealed record DryRunQuestion
{
    /// <summary>A live workflow; not looked at where there is a text.</summary>
    public WorkflowId? Workflow { get; init; }

    /// <summary>The text of a workflow that need not be live; null for the live one.</summary>
    public string? Yaml { get; init; }

    /// <summary>The value; null where a log is given.</summary>
    public Rational? Value { get; init; }

    /// <summary>The position that the value is of; null for the only one that is known.</summary>
    public SubjectKey? Subject { get; init; }

    /// <summary>The log's transaction; null where a value is given.</summary>
    public Bytes32? Transaction { get; init; }

    /// <summary>The log's index in its block.</summary>
    public int LogIndex { get; init; }
}

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list is of.</typeparam>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string? Next);

/// <summary>One row of a wallet's history: a decision, an inbox message or a dead letter.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Key">Unique within the list.</param>
/// <param name="At">When it happened.</param>
/// <param name="Kind">The kind of notification; empty where there is none.</param>
/// <param name="Outcome">The outcome as a stable word; empty where there is none.</param>
/// <param name="Body">The content as one JSON object (docs/history.md).</param>
public sealed record HistoryEntry(
    Address Wallet, string Key, DateTimeOffset At, string Kind, string Outcome, string Body);

/// <summary>Which log to explain.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Transaction">The log's transaction.</param>
/// <param name="LogIndex">The log's index in its block, as <c>eth_getLogs</c> gives it.</param>
/// <param name="Workflow">Only this workflow; null for all.</param>
public sealed record ExplainQuestion(ChainId Chain, Bytes32 Transaction, int LogIndex, WorkflowId? Workflow);

/// <summary>Why one log led to a message under one workflow, or why it did not.</summary>
/// <param name="Decision">The decision, made again, with all of its reasons, also where nothing matched.</param>
/// <param name="Stored">As it was stored when the log was observed; null where nothing changed then.</param>
/// <param name="PreferencesSince">
/// Since when the preferences that it was decided with are in force; null where those of the block's time are not known
/// any more and the present ones were taken.
/// </param>
/// <param name="EpisodeKnown">
/// Whether it was decided with the episode as it stood before the log; false where the history does not reach back so
/// far and the present one was taken.
/// </param>
public sealed record Explanation(
    DecisionRecord Decision, DecisionRecord? Stored, DateTimeOffset? PreferencesSince, bool EpisodeKnown);
