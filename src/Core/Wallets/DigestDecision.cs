using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Wallets.Stages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// Fills digests and sends them: the owner's own by its schedule, and short ones that group what follows an alert of a
/// kind. Items lie as rows beside the wallet, each under the number of its digest, which is never used again: so each
/// is told once, whatever crashes.
/// </summary>
public static class DigestDecision
{
    /// <summary>A digest is of this kind; owners may opt out of it like any other.</summary>
    public static readonly KindName Kind = new("digest");

    /// <summary>What stands in the place of a workflow; no workflow may have this name.</summary>
    public static readonly WorkflowId Workflow = new("digest");

    /// <summary>The most items that a digest shows; of more it says how many.</summary>
    public const int LinesMax = 20;

    // A digest may go over several chains.
    private static readonly ChainId Chain = new("kwala:digest");

    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(7);

    // Each takes its share of a bounded record; what would need more goes to the owner's digest.
    private const int GroupsMax = 2;

    /// <summary>The number of a digest that is to be sent now; null for none.</summary>
    public static long? DueNumber(WalletState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Outbox.IsMuted(state.Preferences, now))
            return null;
        foreach (var book in state.Attention.Digests)
            if (book.DueAt <= now)
                return book.Number;
        return null;
    }

    /// <summary>Into the owner's own digest.</summary>
    internal static Timing.InDigest Daily(Turn turn) => Find(turn, "") is { } book
        ? new Timing.InDigest("", book.DueAt)
        : new Timing.InDigest("", NextOf(turn));

    /// <summary>
    /// Together with others of its kind at that instant, or in the owner's digest where too many kinds group.
    /// </summary>
    internal static Timing.InDigest Group(Turn turn, KindName kind, DateTimeOffset at)
    {
        if (Find(turn, kind.Value) is { } book)
            return new Timing.InDigest(kind.Value, book.DueAt);
        return turn.State.Attention.Digests.Count(it => it.Name.Length > 0) < GroupsMax
            ? new Timing.InDigest(kind.Value, at)
            : Daily(turn);
    }

    /// <summary>Puts a notification into a digest; it lies in the inbox too.</summary>
    internal static void Add(
        Turn turn,
        Notification notification,
        ImmutableArray<ChannelName> channels,
        Timing.InDigest into,
        int? bucket = null)
    {
        var book = BookFor(turn, into);
        var key = OutboxEdit.KeyOf(turn.Policy, notification, ChannelName.Inbox);
        turn.Add(new WalletEffect.Digested(
            new DigestItem(
                key, notification.Workflow, notification.Kind, notification.Lane, notification.Chain,
                notification.Subject, notification.Episode, notification.Level, notification.Ordinal,
                DigestLine.Of(turn, notification), notification.DecidedAt, channels)
            {
                Bucket = bucket,
                Template = notification.Template,
                Fields = DigestLine.FieldsOf(turn, notification),
            },
            book.Number));
    }

    /// <summary>What of this notification lies in a digest must not be told any more.</summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="inboxKey">Its place in the inbox.</param>
    /// <param name="but">Name of the digest that it may lie in; null for none.</param>
    internal static void Withdraw(Turn turn, DeliveryKey inboxKey, string? but = null)
    {
        foreach (var book in turn.State.Attention.Digests)
            if (book.Name != but)
                turn.Add(new WalletEffect.Undigested(inboxKey, book.Number));
    }

    /// <summary>The owner chose another schedule.</summary>
    internal static void Reschedule(Turn turn)
    {
        if (Find(turn, "") is { } book)
            Put(turn, book with { DueAt = NextOf(turn) });
    }

    /// <summary>
    /// It is time: every item is looked at once more. What is over says so, what a reorg has put in doubt waits for the
    /// next digest, what the owner opted out of meanwhile is left out. In quiet hours it waits to the end of them, and
    /// gathers on.
    /// </summary>
    internal static void Came(Turn turn, WalletEvent.DigestCame came)
    {
        if (turn.State.Attention.Digests.FirstOrDefault(it => it.Number == came.Number) is not { } book)
            return;
        if (TimingStage.SendAt(turn, Kind, subject: null, Lane.Standard) is { Reason: not null, At: var at })
        {
            Put(turn, book with { DueAt = at });
            return;
        }

        Put(turn, book, null);
        var told = ImmutableArray.CreateBuilder<DigestItem>();
        foreach (var item in came.Items)
        {
            if (came.Withdrawn.Contains(item.Key) || turn.State.Preferences.MutedKinds.Contains(item.Kind)
                || !SubscriptionDecision.IsFor(turn.State, item.Workflow, turn.Policy))
                continue;
            if (IsInDoubt(turn, item))
                turn.Add(new WalletEffect.Digested(item, BookFor(turn, Daily(turn)).Number));
            else
                told.Add(item);
        }

        var channels = told
            .SelectMany(item => item.Channels)
            .Distinct()
            .Where(channel => Reach.Of(turn.State.Preferences, Kind, channel, turn.Policy) is Reach.Usable)
            .ToImmutableArray();
        if (told.Count == 0 || channels.IsEmpty)
            return;
        foreach (var item in told)
        {
            Learn(turn, item);
            Hear(turn, item, channels);
        }

        OutboxEdit.PlanUnshown(turn, NotificationOf(turn, book, Ranked(told), came), channels);
    }

    private static void Learn(Turn turn, DigestItem item)
    {
        if (item.Bucket is { } bucket)
            BehaviourStage.Learn(turn, new BehaviourEvent.Told(new AlertFacts(
                item.Kind, bucket, AlertMark.Of(item.Key), PositionMark.Of(item.Workflow, item.Subject))
            {
                Window = turn.Policy.Workflows.GetValueOrDefault(item.Workflow)?.Learning.Window,
            }));
    }

    // Whoever reads of it hears its end, or that the chain took it back, and is not told again what the chain confirms.
    private static void Hear(Turn turn, DigestItem item, ImmutableArray<ChannelName> channels)
    {
        if (BookOf(turn, item) is not { } book)
            return;
        var told = book.Told is { } of && of.Episode == item.Episode
            ? of with { Heard = [.. of.Heard.Union(channels)] }
            : book.Told;
        var unfinal = book.Unfinal.Select(alert => alert.Role == NotificationRole.Alert
            && alert.Episode == item.Episode && alert.Ordinal == item.Ordinal
                ? alert with { Heard = [.. alert.Heard.Union(channels)] }
                : alert);
        turn.Put(item.Workflow, item.Chain, item.Subject, book with { Told = told, Unfinal = [.. unfinal] });
    }

    // What matters more first, then what is deeper, then in the order in which it happened.
    private static ImmutableArray<DigestItem> Ranked(IEnumerable<DigestItem> items) =>
    [
        .. items.OrderBy(item => item.Lane).ThenByDescending(item => item.Level).ThenBy(item => item.DecidedAt)
            .ThenBy(item => item.Key.ToString(), StringComparer.Ordinal),
    ];

    private static Notification NotificationOf(
        Turn turn, DigestBook book, ImmutableArray<DigestItem> items, WalletEvent.DigestCame came)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var wallet = turn.Policy.Wallet.ToChecksumString();
        fields[TemplateFields.Wallet] = wallet;
        fields[TemplateFields.WalletShort] = $"{wallet[..6]}…{wallet[^4..]}";
        fields[TemplateFields.Kind] = book.Name.Length > 0 ? book.Name : Kind.Value;
        fields[TemplateFields.Role] = "digest";
        if (turn.State.Preferences.Language is { } language)
            fields[TemplateFields.Language] = language.Value;
        fields[TemplateFields.Count] = (items.Length + came.Left).ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < Math.Min(items.Length, LinesMax); i++)
            fields[string.Create(CultureInfo.InvariantCulture, $"{TemplateFields.ItemPrefix}{i + 1:00}")] =
                Shown.Cut($"{DigestLine.Now(turn, items[i])}{StateOf(turn, items[i], came)}");
        return new Notification(
            Workflow, default, Kind, Lane.Standard, Urgency.Gentle, new TemplateName("digest"), Chain,
            new SubjectKey(book.Name), book.Number, 0, NotificationRole.Digest, 0, turn.Now,
            NotificationWords.Later(turn.Now, ValidFor),
            string.Create(CultureInfo.InvariantCulture, $"digest/{turn.Policy.Wallet}/{book.Number}"),
            fields.ToImmutable());
    }

    private static string StateOf(Turn turn, DigestItem item, WalletEvent.DigestCame came)
    {
        if (turn.Policy.Workflows.GetValueOrDefault(item.Workflow) is { Rule.Latches: false })
            return "";
        var words = FixedWords.In(turn.State.Preferences.Language?.Value);
        if (!IsOpen(turn, item))
            return $" ({words.Over})";
        foreach (var value in came.Values)
            if (value.Workflow == item.Workflow && value.Subject == item.Subject && !value.Value.IsUndefined)
                return $" ({FixedWords.Fill(words.ValueNow, value.Value.ToDecimalString(4))})";
        return "";
    }

    private static bool IsOpen(Turn turn, DigestItem item) =>
        BookOf(turn, item)?.Current is Episode.Open open && open.Number == item.Episode;

    private static bool IsInDoubt(Turn turn, DigestItem item)
    {
        foreach (var alert in BookOf(turn, item)?.Unfinal ?? [])
            if (alert.Orphaned && alert.Episode == item.Episode && alert.Ordinal == item.Ordinal)
                return true;
        return false;
    }

    private static EpisodeBook? BookOf(Turn turn, DigestItem item) =>
        Turn.TrackOf(turn.State, item.Workflow, item.Chain)?.Episodes.GetValueOrDefault(item.Subject);

    private static DigestBook? Find(Turn turn, string name) =>
        turn.State.Attention.Digests.FirstOrDefault(book => book.Name == name);

    private static DigestBook BookFor(Turn turn, Timing.InDigest into) => Find(turn, into.Name) ?? Open(turn, into);

    private static DigestBook Open(Turn turn, Timing.InDigest into)
    {
        var attention = turn.State.Attention;
        var book = new DigestBook(into.Name, attention.DigestsUsed + 1, into.At);
        turn.State = turn.State with
        {
            Attention = attention with { DigestsUsed = book.Number, Digests = attention.Digests.Add(book) },
        };
        return book;
    }

    private static void Put(Turn turn, DigestBook after) =>
        Put(turn, turn.State.Attention.Digests.First(book => book.Number == after.Number), after);

    private static void Put(Turn turn, DigestBook before, DigestBook? after)
    {
        var attention = turn.State.Attention;
        turn.State = turn.State with
        {
            Attention = attention with
            {
                Digests = after is null
                    ? attention.Digests.Remove(before)
                    : attention.Digests.Replace(before, after),
            },
        };
    }

    private static DateTimeOffset NextOf(Turn turn)
    {
        var schedule = turn.State.Preferences.Attention.Digest ?? turn.Policy.Attention.Digest;
        return schedule.Learned && turn.State.Behaviour.Slot is { } slot
            ? slot.NextFrom(turn.Now.AddTicks(1), turn.Zone).ToUniversalTime()
            : schedule.NextAfter(turn.Now, turn.Zone);
    }
}
