using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Stored;

/// <summary>Between what a wallet has to tell of itself and its history rows.</summary>
internal static class HistoryMap
{
    public static HistoryRow ToRow(this WalletEffect.Record record, Address wallet)
    {
        var decision = record.Decision;
        return new HistoryRow(
            wallet,
            HistoryTopic.Decision,
            string.Concat(
                DecisionsOf(decision.Workflow, decision.Subject), Moment(decision.At), Place(record.Through),
                Digest(decision)),
            decision.At,
            decision.Kind.Value,
            JsonNamingPolicy.KebabCaseLower.ConvertName(decision.Outcome.ToString()),
            JsonSerializer.Serialize(record.ToBody(), StoredJson.Default.DecisionBody));
    }

    /// <summary>How the keys of a position's decisions begin; after it they ascend as they were decided.</summary>
    public static string DecisionsOf(WorkflowId workflow, SubjectKey subject) =>
        string.Concat(Short($"{workflow}\n{subject}", 8), "-");

    public static HistoryRow ToRow(
        this Notification notification, Address wallet, DeliveryKey key, RenderedMessage words) => new(
            wallet,
            HistoryTopic.Inbox,
            key.ToString(),
            notification.DecidedAt,
            notification.Kind.Value,
            JsonNamingPolicy.KebabCaseLower.ConvertName(notification.Role.ToString()),
            JsonSerializer.Serialize(
                new InboxBody
                {
                    Title = words.Title,
                    Text = words.Text,
                    Workflow = notification.Workflow.Value,
                    Kind = notification.Kind.Value,
                    Urgency = notification.Urgency,
                    Role = notification.Role,
                    Chain = notification.Chain.Value,
                    Subject = notification.Subject.Value,
                    CorrelationId = notification.CorrelationId,
                    Fields = new SortedDictionary<string, string>(notification.Fields, StringComparer.Ordinal),
                },
                StoredJson.Default.InboxBody));

    public static HistoryRow ToRow(this DeliveryRecord delivery, Address wallet) => new(
        wallet,
        HistoryTopic.Delivery,
        string.Concat(delivery.Key.ToString(), "-", Moment(delivery.At)),
        delivery.At,
        delivery.Kind.Value,
        delivery.Outcome,
        JsonSerializer.Serialize(delivery.ToBody(), StoredJson.Default.DeliveryBody));

    public static HistoryRow ToDeadLetterRow(this WalletEffect.DeadLettered dead, Address wallet) => new(
        wallet,
        HistoryTopic.DeadLetter,
        KeyOf(dead, wallet),
        dead.Delivery.At,
        dead.Delivery.Kind.Value,
        dead.Delivery.Outcome,
        JsonSerializer.Serialize(
            new DeadLetterBody
            {
                Delivery = dead.Delivery.ToBody(),
                Notification = dead.Notification.ToStored(),
                Channels = dead.Channels.Length > 1 ? [.. dead.Channels.Select(channel => channel.Value)] : null,
                DeferredUntil = dead.DeferredUntil,
                Heard = dead.Heard.IsEmpty ? null : [.. dead.Heard.Select(channel => channel.Value)],
            },
            StoredJson.Default.DeadLetterBody));

    // What waits outside the outbox may end as a dead letter before the row that it waited in could be dropped; and it
    // waits in one row, though it was planned anew for other channels and came to wait once more.
    private static string KeyOf(WalletEffect.DeadLettered dead, Address wallet)
    {
        if (dead.Delivery.Outcome != DeliveryWords.Displaced)
            return dead.Delivery.Key.ToString();
        var it = dead.Notification;
        var key = DeliveryKey.Of(new DeliveryIdentity(
            it.Chain, wallet, it.Workflow.Value, it.Subject.Value, it.Episode, it.Level, it.Role, it.Ordinal,
            ChannelName.Inbox));
        return DisplacedKey(key);
    }

    /// <summary>Key of the row in which a notification with that inbox key waits outside the outbox.</summary>
    public static string DisplacedKey(DeliveryKey inboxKey) => $"{inboxKey}-displaced";

    public static HistoryRow ToRow(this Preferences preferences, Address wallet, DateTimeOffset since) => new(
        wallet,
        HistoryTopic.Preferences,
        string.Concat(Moment(since), "-", ETag(preferences)),
        since,
        "",
        "",
        JsonSerializer.Serialize(preferences.ToStored(), StoredJson.Default.PreferencesStored));

    /// <summary>The preferences of a row of the topic.</summary>
    public static Preferences ToPreferences(string body) =>
        JsonSerializer.Deserialize(body, StoredJson.Default.PreferencesStored)!.ToCore();

    /// <summary>The notification of a dead letter's row, and the channels that it was to travel by.</summary>
    public static DisplacedNotification ToDeadLetter(string body)
    {
        var stored = JsonSerializer.Deserialize(body, StoredJson.Default.DeadLetterBody)!;
        return new DisplacedNotification(
            stored.Notification.ToCore(),
            [.. (stored.Channels ?? [stored.Delivery.Channel]).Select(channel => new ChannelName(channel))])
        {
            DeferredUntil = stored.DeferredUntil,
            Heard = [.. (stored.Heard ?? []).Select(channel => new ChannelName(channel))],
        };
    }

    /// <summary>A mark that changes with the preferences and only then.</summary>
    public static string ETag(Preferences preferences) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(
            preferences.ToStored(), StoredJson.Default.PreferencesStored)).AsSpan(0, 12));

    /// <summary>The content of a row of the topic.</summary>
    public static DecisionBody ToDecision(string body) =>
        JsonSerializer.Deserialize(body, StoredJson.Default.DecisionBody)!;

    public static DecisionRecord ToCore(this DecisionBody stored) => new(
        new WorkflowId(stored.Workflow),
        StoredParts.ToBytes32(stored.Version),
        new KindName(stored.Kind),
        new SubjectKey(stored.Subject),
        stored.Outcome,
        [.. stored.Reasons.Select(reason => new Reason(reason.Code, reason.Text) { Otherwise = reason.Otherwise })],
        new TierName(stored.Tier),
        StoredParts.ToRational(stored.Value),
        stored.Line?.ToCore(),
        stored.Episode,
        stored.Level,
        stored.Position?.ToCore(),
        stored.Transaction is { } hash ? StoredParts.ToBytes32(hash) : null,
        stored.CorrelationId,
        stored.At);

    private static DecisionBody ToBody(this WalletEffect.Record record) => record.Decision.ToBody() with
    {
        Before = record.Before.ToStored(),
        Through = record.Through.ToStored(),
    };

    /// <summary>A decision as it is written into a row.</summary>
    public static DecisionBody ToBody(this DecisionRecord value) => new()
    {
        Workflow = value.Workflow.Value,
        Version = value.Version.ToString(),
        Kind = value.Kind.Value,
        Subject = value.Subject.Value,
        Outcome = value.Outcome,
        Reasons =
        [
            .. value.Reasons.Select(reason =>
                new ReasonBody { Code = reason.Code, Text = reason.Text, Otherwise = reason.Otherwise }),
        ],
        Tier = value.Tier.Value,
        Value = value.Value.ToStored(),
        Line = value.Line?.ToStored(),
        Episode = value.Episode,
        Level = value.Level,
        Position = value.Position?.ToStored(),
        Transaction = value.Transaction?.ToString(),
        CorrelationId = value.CorrelationId,
        At = value.At,
    };

    private static DeliveryBody ToBody(this DeliveryRecord value) => new()
    {
        Key = value.Key.ToString(),
        Channel = value.Channel.Value,
        Kind = value.Kind.Value,
        Outcome = value.Outcome,
        Detail = value.Detail,
        Attempts = value.Attempts,
        CorrelationId = value.CorrelationId,
        At = value.At,
    };

    // Rows stand in the transaction of the state that they tell of, so that time may be part of their keys.
    private static string Moment(DateTimeOffset at) =>
        at.UtcTicks.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    // One batch is one instant: within it the chain's order counts.
    private static string Place(LogPosition position) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"-{Math.Max(0, position.Block):x12}{position.LogIndex:x8}-");

    private static string Digest(DecisionRecord decision) => Short(
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{decision.CorrelationId}\n{(int)decision.Outcome}\n{decision.Episode}\n{decision.Level}"),
        4);

    /// <summary>A part of a key that tells identities apart.</summary>
    public static string Short(string identity, int bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, bytes));
}
