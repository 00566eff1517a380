using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Ports.Storage;

/// <summary>What a history row tells of.</summary>
public enum HistoryTopic
{
    /// <summary>A decision that changed something, with its reasons.</summary>
    Decision,

    /// <summary>A message as the in-app inbox shows it.</summary>
    Inbox,

    /// <summary>How a delivery ended.</summary>
    Delivery,

    /// <summary>A delivery that was given up, with what is needed to send it again.</summary>
    DeadLetter,

    /// <summary>The preferences as they were from an instant on; what "explain" decides with.</summary>
    Preferences,

    /// <summary>What waits to be told in a digest; removed when it is told.</summary>
    DigestItem,

    /// <summary>The episodes of a candidate that runs in shadow; the newest row of a candidate counts.</summary>
    Shadow,

    /// <summary>An alert about which a candidate in shadow and the live version differ.</summary>
    ShadowDifference,
}

/// <summary>One row of a wallet's history. Appended, never changed, dropped after the retention time.</summary>
/// <param name="Wallet">Whose history.</param>
/// <param name="Topic">What it tells of.</param>
/// <param name="Key">
/// Unique within wallet and topic, so that a repeated append changes nothing. At most 200 characters.
/// </param>
/// <param name="At">When it happened, by wall time.</param>
/// <param name="Kind">The kind of notification, empty where there is none.</param>
/// <param name="Outcome">
/// The outcome's code, such as <c>notify</c> or <c>opted-out</c>; empty where there is none.
/// </param>
/// <param name="Body">
/// The content as one JSON object, at most <see cref="BodyMax"/> characters; its shape belongs to the topic.
/// </param>
public sealed record HistoryRow(
    Address Wallet, HistoryTopic Topic, string Key, DateTimeOffset At, string Kind, string Outcome, string Body)
{
    /// <summary>
    /// The longest body in characters. What wallets append is bounded well below (4,000 characters of words, 32
    /// arguments of 200, six times as long where each is escaped): a refused row would hold up its wallet's chain.
    /// </summary>
    public const int BodyMax = 128 * 1024;
}

/// <summary>Which rows to read. Null means any.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Wallet">Whose; null for all wallets (dead letters of a deployment).</param>
/// <param name="Kind">Only this kind.</param>
/// <param name="Outcome">Only this outcome.</param>
/// <param name="From">At or after.</param>
/// <param name="Until">Before.</param>
/// <param name="Limit">1 to 500 rows, newest first.</param>
/// <param name="Cursor">Where the page before ended, as <see cref="HistoryPage.Next"/> gave it.</param>
public sealed record HistoryQuery(
    HistoryTopic Topic,
    Address? Wallet = null,
    string? Kind = null,
    string? Outcome = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    int Limit = 50,
    string? Cursor = null);

/// <summary>One page of history.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record HistoryPage(ImmutableArray<HistoryRow> Rows, string? Next);

/// <summary>Which rows of a wallet to read by their keys.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Prefix">How the keys begin; not empty.</param>
/// <param name="Below">Only lower keys, by ordinal comparison; null for all.</param>
/// <param name="Limit">1 to 500 rows, the highest key first.</param>
public sealed record HistoryKeys(Address Wallet, HistoryTopic Topic, string Prefix, string? Below, int Limit);

/// <summary>
/// Decisions, inbox items, deliveries and dead letters, kept for the retention time (90 days by default).
/// </summary>
public interface IHistory
{
    /// <summary>Appends rows outside a wallet's own write; a row whose key is there already is left as it is.</summary>
    Task Append(ImmutableArray<HistoryRow> rows, CancellationToken cancellationToken);

    /// <summary>How long rows are kept; older ones may be gone.</summary>
    TimeSpan Retention { get; }

    /// <summary>Reads rows by their keys. Costs what it gives, however long the history is.</summary>
    Task<ImmutableArray<HistoryRow>> ReadKeys(HistoryKeys keys, CancellationToken cancellationToken);

    /// <summary>Reads one page.</summary>
    Task<HistoryPage> Read(HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Removes one row (a dead letter that was sent again). Nothing happens where there is none.</summary>
    Task Remove(Address wallet, HistoryTopic topic, string key, CancellationToken cancellationToken);
}
