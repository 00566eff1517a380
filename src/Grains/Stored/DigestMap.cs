using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Stored;

/// <summary>Between a digest's items and the rows that they wait in: a range of keys for each digest.</summary>
internal static class DigestMap
{
    /// <summary>The outcome of a row that says: the item with the same key must not be told.</summary>
    public const string Withdrawn = "withdrawn";

    private const string Waiting = "waiting";

    /// <summary>How the keys of a digest's rows begin.</summary>
    public static string KeysOf(long digest) => string.Create(CultureInfo.InvariantCulture, $"{digest:x16}-");

    public static HistoryRow ToRow(this WalletEffect.Digested it, Address wallet) => new(
        wallet,
        HistoryTopic.DigestItem,
        string.Concat(KeysOf(it.Digest), it.Item.Key.ToString()),
        it.Item.DecidedAt,
        it.Item.Kind.Value,
        Waiting,
        JsonSerializer.Serialize(
            new DigestItemBody
            {
                Key = it.Item.Key.Value.ToString(),
                Workflow = it.Item.Workflow.Value,
                Kind = it.Item.Kind.Value,
                Lane = it.Item.Lane,
                Chain = it.Item.Chain.Value,
                Subject = it.Item.Subject.Value,
                Episode = it.Item.Episode,
                Level = it.Item.Level,
                Ordinal = it.Item.Ordinal,
                Line = it.Item.Line,
                DecidedAt = it.Item.DecidedAt,
                Channels = [.. it.Item.Channels.Select(channel => channel.Value)],
                Bucket = it.Item.Bucket,
                Template = it.Item.Template?.Value,
                Fields = it.Item.Fields.IsEmpty ? null : new(it.Item.Fields, StringComparer.Ordinal),
            },
            StoredJson.Default.DigestItemBody));

    public static HistoryRow ToRow(this WalletEffect.Undigested it, Address wallet, DateTimeOffset at) => new(
        wallet,
        HistoryTopic.DigestItem,
        string.Concat(KeysOf(it.Digest), it.Key.ToString(), "-", Withdrawn),
        at,
        "",
        Withdrawn,
        JsonSerializer.Serialize(it.Key.Value.ToString(), StoredJson.Default.String));

    /// <summary>The items that these rows hold, and the keys of those that must not be told.</summary>
    public static WalletEvent.DigestCame ToEvent(long digest, IEnumerable<HistoryRow> rows)
    {
        var byKind = rows.ToLookup(row => row.Outcome == Withdrawn);
        return new WalletEvent.DigestCame(digest, [.. byKind[false].Select(row => ToItem(row.Body))])
        {
            Withdrawn =
            [
                .. byKind[true].Select(row => new DeliveryKey(StoredParts.ToBytes32(
                    JsonSerializer.Deserialize(row.Body, StoredJson.Default.String)!))),
            ],
        };
    }

    private static DigestItem ToItem(string body)
    {
        var stored = JsonSerializer.Deserialize(body, StoredJson.Default.DigestItemBody)!;
        return new DigestItem(
            new DeliveryKey(StoredParts.ToBytes32(stored.Key)),
            new WorkflowId(stored.Workflow),
            new KindName(stored.Kind),
            stored.Lane,
            new ChainId(stored.Chain),
            new SubjectKey(stored.Subject),
            stored.Episode,
            stored.Level,
            stored.Ordinal,
            stored.Line,
            stored.DecidedAt,
            StoredParts.ToChannels(stored.Channels))
        {
            Bucket = stored.Bucket,
            Template = stored.Template is { } template ? new TemplateName(template) : null,
            Fields = (stored.Fields ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}
