using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets;

/// <summary>
/// How many bytes a wallet takes where it is stored: never less than the stored shape has, and not much more. Counts
/// what <c>WalletStored</c> writes as JSON; a test of the grains holds the two against each other.
/// </summary>
public static class RecordSize
{
    /// <summary>No wallet's record is larger, once all that it tells of is final (decision 8).</summary>
    public const int BytesMax = 8192;

    /// <summary>What a reorg would need may take so much besides, until its blocks are final.</summary>
    public const int ReorgBytesMax = 8192;

    /// <summary>Preferences that take more are refused when they are set.</summary>
    public const int PreferencesMax = 2560;

    /// <summary>
    /// What the outbox may have whatever else there is to remember; any one notification takes less, over as many as
    /// five channels. A position opens only where this much is left for it.
    /// </summary>
    public const int OutboxShare = 4096;

    /// <summary>
    /// The most that the outbox may have: attempts cannot be taken back when preferences of the greatest size come.
    /// </summary>
    public const int OutboxMax = 5120;

    private const int Frame = 160, SegmentsMark = 46, Instant = 40, Escaped = 6, HashText = 66, ShortHash = 43;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>The whole record.</summary>
    public static int Of(WalletState state) => Lasting(state) + ForReorgs(state);

    /// <summary>
    /// What stays when every block is final: choices, open positions, notifications that wait, what was learned.
    /// </summary>
    public static int Lasting(WalletState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        // Which segments the index knows is marked last, when the rest was made to fit.
        var size = Frame + SegmentsMark + Of(state.Preferences) + Of(state.Attention) + Of(state.Outbox)
            + BehaviourSize.Of(state.Behaviour)
            + (state.WorthUsd is { } worth ? 12 + Digits(worth) : 0)
            + (state.InteractionIds.IsEmpty ? 0 : 22 + (19 * state.InteractionIds.Length))
            + ((HashText + 3) * (state.Displaced?.Withdrawn.Length ?? 0)) + Of(state.TeamTier);
        size += state.LookAgainAt is null ? 0 : 16 + Instant;
        size += state.Subscriber.Indexed == 0 && state.Subscriber.Asking.IsEmpty ? 0 : 60;
        foreach (var asked in state.Subscriber.Asking)
            size += 3 + OfText(asked.Value);
        foreach (var (workflow, read) in state.LastReads)
            size += OfBare(workflow) + Of(read.Value) + Digits(read.Clock) + Digits(read.Block);
        foreach (var term in state.Terms)
            size += 24 + OfText(term.Chain.Value) + Digits(term.Number);
        foreach (var (workflow, track) in state.Tracks)
        {
            size += Of(workflow, track);
            foreach (var (subject, book) in track.Episodes)
                if (book is not { Current: Episode.Closed, Past: null })
                    size += OfBare(subject, book);
        }

        return size;
    }

    /// <summary>What only a reorg could need, closed positions among it.</summary>
    public static int ForReorgs(WalletState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var size = 0;
        foreach (var undo in state.ActsUndo)
            size += 96 + OfText(undo.Chain.Value) + ShortHash + Digits(undo.Block.Number) + BehaviourSize.Of(undo.Back);
        foreach (var (_, track) in state.Tracks)
        {
            size += (track.DoubtSince is null ? 0 : 14 + Instant) + Of(track.Told);
            foreach (var (subject, book) in track.Episodes)
                size += ForReorgs(book) + (book is { Current: Episode.Closed, Past: null } ? OfBare(subject, book) : 0);
        }

        return size;
    }

    /// <summary>The owner's choices.</summary>
    public static int Of(Preferences preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        var size = 140 + Instant + OfText(preferences.Tier?.Value);
        foreach (var (workflow, own) in preferences.Thresholds)
            size += 32 + OfText(workflow.Value) + Of(own);
        foreach (var kind in preferences.MutedKinds)
            size += 3 + OfText(kind.Value);
        foreach (var channel in preferences.MutedChannels)
            size += 3 + OfText(channel.Value);
        foreach (var route in preferences.MutedRoutes)
            size += 24 + OfText(route.Kind.Value) + OfText(route.Channel.Value);
        foreach (var (channel, contact) in preferences.Contacts)
            size += 56 + OfText(channel.Value) + OfText(contact.Address);
        foreach (var (workflow, subscription) in preferences.Subscriptions)
            size += 6 + OfText(workflow.Value) + subscription.Categories.Sum(category => 3 + OfText(category));
        return size + (preferences.Subscriptions.IsEmpty ? 0 : 19) + Of(preferences.Attention)
            + (preferences.Language is { } language ? 14 + OfText(language.Value) : 0);
    }

    /// <summary>What the team's backend said.</summary>
    internal static int Of(TeamTier? said) =>
        said is null ? 0 : 60 + (2 * Instant) + OfText(said.Tier?.Value) + OfText(said.ETag);

    private static int Of(AttentionChoices choices)
    {
        if (ReferenceEquals(choices, AttentionChoices.Unset))
            return 0;
        var size = 120 + OfText(choices.Zone) + (choices.Digest is null ? 0 : 32);
        foreach (var kind in choices.DigestKinds)
            size += 3 + OfText(kind.Value);
        foreach (var snooze in choices.Snoozes)
            size += 60 + Instant + snooze switch
            {
                Snooze.OfKind it => OfText(it.Kind.Value),
                Snooze.OfPosition it => OfText(it.Workflow.Value) + OfText(it.Subject.Value) + Digits(it.Episode ?? 0),
                _ => 0,
            };
        return size;
    }

    /// <summary>What is remembered of the attention that was taken.</summary>
    internal static int Of(AttentionState attention)
    {
        if (ReferenceEquals(attention, AttentionState.Empty))
            return 0;
        var size = 90 + Digits(attention.DigestsUsed);
        foreach (var count in attention.Spent.Counts)
            size += 1 + Digits(count);
        foreach (var (kind, _) in attention.LastTold)
            size += 6 + OfText(kind.Value) + Instant;
        foreach (var book in attention.Digests)
            size += 40 + OfText(book.Name) + Digits(book.Number) + Instant;
        return size;
    }

    /// <summary>The notifications that wait.</summary>
    internal static int Of(ImmutableArray<PendingNotification> outbox)
    {
        var size = 0;
        foreach (var pending in outbox)
            size += Of(pending);
        return size;
    }

    /// <summary>A notification with its deliveries.</summary>
    internal static int Of(PendingNotification pending)
    {
        var it = pending.Notification;
        var size = 420 + HashText + (2 * Instant) + OfText(it.Workflow.Value) + OfText(it.Kind.Value)
            + OfText(it.Template.Value) + OfText(it.Chain.Value) + OfText(it.Subject.Value) + OfText(it.CorrelationId)
            + Digits(it.Episode);
        foreach (var (name, value) in it.Fields)
            size += OfField(name, value);
        foreach (var delivery in pending.Deliveries)
            size += 110 + HashText + Instant + OfText(delivery.Channel.Value) + (delivery.Awaits ? 16 : 0);
        foreach (var channel in pending.Failed)
            size += 3 + OfText(channel.Value);
        return size + (pending.DeferredUntil is null ? 0 : 18 + Instant);
    }

    /// <summary>One field of a notification.</summary>
    internal static int OfField(string name, string value) => 6 + OfText(name) + OfText(value);

    // What goes with the last alert that a reorg could take back.
    private static int Of(ToldUnder? told) => told is null ? 0 : 80 + HashText + OfText(told.Kind.Value);

    /// <summary>A workflow's track without its positions and without what is kept for a reorg.</summary>
    internal static int Of(WorkflowId workflow, WorkflowTrack track) =>
        100 + OfText(workflow.Value) + OfText(track.Chain.Value) + Of(track.SeenThrough)
        + (track.Counterparties.IsEmpty ? 0 : 24 + (11 * track.Counterparties.Length));

    private static int ForReorgs(EpisodeBook book)
    {
        var size = 0;
        // Levels are written where they differ from those of the phase after.
        var after = book.Current.Opened?.Line;
        for (var i = book.Undo.Length - 1; i >= 0; i--)
        {
            size += 14 + ShortHash + Digits(book.Undo[i].Block.Number) + Of(book.Undo[i].Past)
                + (book.Undo[i].End is null ? 0 : 8 + Instant);
            if (book.Undo[i].Before.Opened is not { } open)
                continue;
            size += 36 + Digits(open.Number) + Digits(open.Alerts) + Digits(open.OpenedAt)
                + (open.Line.Equals(after) ? 0 : 7 + Of(open.Line));
            after = open.Line;
        }

        foreach (var alert in book.Unfinal)
            size += Of(alert);
        return size;
    }

    private static int Of(UnfinalAlert alert)
    {
        var size = (alert.Role == NotificationRole.Alert ? 56 : 76)
            + (2 * (7 + ShortHash)) + Digits(alert.Block.Number) + Digits(alert.LogIndex) + Of(alert.Value)
            + Of(alert.Line) + Digits(alert.Episode) + Digits(alert.Ordinal);
        foreach (var channel in alert.Heard)
            size += 3 + OfText(channel.Value);
        return size;
    }

    /// <summary>A position without what is kept for a reorg.</summary>
    internal static int OfBare(SubjectKey subject, EpisodeBook book) =>
        60 + OfText(subject.Value) + Digits(book.Last) + Of(book.Current)
        + (book.Untouched > 0 ? 16 + Digits(book.Untouched) : 0)
        + (book.Outside > 0 ? 14 + Digits(book.Outside) : 0)
        + (book.OrdinalsUsed > 0 ? 16 + Digits(book.OrdinalsUsed) : 0) + Of(book.Told)
        + Of(book.Past) + Of(book.Deadline);

    /// <summary>What is left of a position that prices move, where it has to be read again.</summary>
    internal static int OfBare(WorkflowId workflow) => 56 + OfText(workflow.Value);

    // The end may move: the room for the one before is there from the start.
    private static int Of(EpisodeDeadline? deadline) =>
        deadline is null ? 0 : 84 + Digits(deadline.Episode) + (2 * Instant) + OfText(deadline.Title);

    private static int Of(PastValues? past)
    {
        if (past is null)
            return 0;
        var size = 44 + Digits(past.At) + Of(past.Last);
        foreach (var span in past.Spans)
            size += 26 + Digits(span.Index) + Of(span.Low) + Of(span.High);
        return size;
    }

    private static int Of(EpisodeTold? told)
    {
        if (told is null)
            return 0;
        // Who hears of it grows while it is open: the room for five channels is there from the start.
        var heard = 0;
        foreach (var channel in told.Heard)
            heard += 3 + OfText(channel.Value);
        return 90 + Digits(told.Episode) + Digits(told.Repeats) + Instant + Math.Max(60, heard);
    }

    private static int Of(Episode episode)
    {
        if (episode.Opened is not { } open)
            return 0;
        return 120 + Digits(open.Number) + Digits(open.Alerts) + Digits(open.OpenedAt) + Of(open.Line);
    }

    private static int Of(Levels levels)
    {
        var size = 0;
        foreach (var line in levels.Thresholds)
            size += 1 + Of(line);
        return size;
    }

    private static int Of(LogPosition position) => 20 + Digits(position.Block) + Digits(position.LogIndex);

    private static int Of(Threshold line) => 22 + Of(line.Low ?? Rational.Zero) + Of(line.High ?? Rational.Zero);

    private static int Of(Rational value) => 2 + Digits(value.Numerator) + Digits(value.Denominator);

    // Never fewer than the decimal digits: log10(2) is less than 0.302.
    private static int Digits(BigInteger value) => 3 + (int)(value.GetBitLength() * 302 / 1000);

    /// <summary>A text, as the JSON writer escapes it: what is not plain ASCII takes six bytes.</summary>
    public static int OfText(string? text)
    {
        var rest = text.AsSpan();
        var size = rest.Length;
        for (int at; (at = rest.IndexOfAnyExcept(Plain)) >= 0; rest = rest[(at + 1)..])
            size += Escaped - 1;
        return size;
    }
}
