using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Stored;

/// <summary>Between a wallet's state and its stored shape.</summary>
internal static class WalletMap
{
    public static WalletStored ToStored(this WalletState state, CommitRows rows) => new()
    {
        Preferences = state.Preferences == Preferences.Unset ? null : state.Preferences.ToStored(),
        Tracks = state.Tracks.Select(track => track.Value.ToStored(track.Key)).OrNull(),
        Outbox = state.Outbox.Select(ToStored).OrNull(),
        NumbersUsed = state.NumbersUsed,
        Displaced = state.Displaced is not { } displaced ? null : new DisplacedStored
        {
            Since = displaced.Since,
            Withdrawn = displaced.Withdrawn.Select(key => key.Value.ToString()).OrNull(),
        },
        Terms = state.Terms.IsEmpty
            ? null
            : new(state.Terms.ToDictionary(term => term.Chain.Value, term => term.Number), StringComparer.Ordinal),
        Behaviour = state.Behaviour.ToStored(),
        Attention = state.Attention.ToStored(),
        Subscriber = state.Subscriber.ToStored(),
        LastReads = state.LastReads.Select(MovingMap.ToStored).OrNull(),
        WorthUsd = state.WorthUsd,
        TeamTier = state.TeamTier is not { } said ? null : new TeamTierStored
        {
            Tier = said.Tier?.Value,
            ETag = said.ETag,
            At = said.HeardAt,
            FreshUntil = said.FreshUntil,
        },
        InteractionIds = state.InteractionIds.Select(id => id.ToString("x16", CultureInfo.InvariantCulture)).OrNull(),
        ActsUndo = state.ActsUndo.Select(ActUndoMap.ToStored).OrNull(),
        LookAgainAt = state.LookAgainAt,
        Rows = rows,
    };

    public static WalletState ToCore(this WalletStored stored) =>
        stored is
        {
            Preferences: null, Tracks: null, Outbox: null, NumbersUsed: 0, Displaced: null, Terms: null,
            Behaviour: null, Attention: null, InteractionIds: null, Subscriber: null, WorthUsd: null,
            TeamTier: null, ActsUndo: null, LookAgainAt: null, LastReads: null,
        }
            ? WalletState.Empty
            : new WalletState(
                stored.Preferences?.ToCore() ?? Preferences.Unset,
                (stored.Tracks ?? []).ToImmutableSortedDictionary(t => new WorkflowId(t.Workflow), ToCore),
                [.. (stored.Outbox ?? []).Select(ToCore)],
                stored.NumbersUsed,
                stored.Displaced is not { } displaced ? null : new Displacement(
                    displaced.Since,
                    [.. (displaced.Withdrawn ?? []).Select(key => new DeliveryKey(StoredParts.ToBytes32(key)))]))
            {
                Terms = [.. (stored.Terms ?? []).Select(term => new ChainTerm(new ChainId(term.Key), term.Value))],
                Behaviour = stored.Behaviour.ToCore(),
                Attention = stored.Attention.ToCore(),
                Subscriber = stored.Subscriber.ToCore(),
                LastReads = MovingMap.ToCore(stored.LastReads),
                WorthUsd = stored.WorthUsd,
                TeamTier = stored.TeamTier is not { } said ? null : new TeamTier(
                    said.Tier is { } tier ? new TierName(tier) : null, said.ETag, said.At, said.FreshUntil),
                LookAgainAt = stored.LookAgainAt,
                ActsUndo = [.. (stored.ActsUndo ?? []).Select(ActUndoMap.ToCore)],
                InteractionIds =
                [
                    .. (stored.InteractionIds ?? []).Select(id =>
                        ulong.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
                ],
            };

    public static PreferencesStored ToStored(this Preferences value) => new()
    {
        Tier = value.Tier?.Value,
        Thresholds = value.Thresholds
            .Select(own => new OwnThresholdStored { Workflow = own.Key.Value, Threshold = own.Value.ToStored() })
            .OrNull(),
        MutedKinds = value.MutedKinds.Select(kind => kind.Value).OrNull(),
        MutedChannels = value.MutedChannels.Select(channel => channel.Value).OrNull(),
        MutedRoutes = value.MutedRoutes
            .Select(route => new MutedRouteStored { Kind = route.Kind.Value, Channel = route.Channel.Value })
            .OrNull(),
        MutedUntil = value.MutedUntil,
        Contacts = value.Contacts
            .Select(contact => new ContactStored
            {
                Channel = contact.Key.Value,
                Address = contact.Value.Address,
                Standing = contact.Value.Standing,
            })
            .OrNull(),
        Attention = value.Attention.ToStored(),
        Language = value.Language?.Value,
        Subscriptions = value.Subscriptions.ToStored(),
    };

    public static Preferences ToCore(this PreferencesStored stored) => new(
        stored.Tier is { } tier ? new TierName(tier) : null,
        (stored.Thresholds ?? []).ToImmutableSortedDictionary(
            own => new WorkflowId(own.Workflow), own => own.Threshold.ToCore()),
        [.. (stored.MutedKinds ?? []).Select(kind => new KindName(kind))],
        [.. (stored.MutedChannels ?? []).Select(channel => new ChannelName(channel))],
        stored.MutedUntil,
        (stored.Contacts ?? []).ToImmutableSortedDictionary(
            contact => new ChannelName(contact.Channel), contact => new Contact(contact.Address, contact.Standing)))
    {
        MutedRoutes = [.. (stored.MutedRoutes ?? []).Select(
            route => new MutedRoute(new KindName(route.Kind), new ChannelName(route.Channel)))],
        Attention = stored.Attention.ToCore(),
        Language = LanguageTag.TryParse(stored.Language, out var language) ? language : null,
        Subscriptions = SubscriptionMap.ToCore(stored.Subscriptions),
    };

    public static NotificationStored ToStored(this Notification value) => new()
    {
        Workflow = value.Workflow.Value,
        Version = value.Version.ToString(),
        Kind = value.Kind.Value,
        Lane = value.Lane,
        Urgency = value.Urgency,
        Template = value.Template.Value,
        Chain = value.Chain.Value,
        Subject = value.Subject.Value,
        Episode = value.Episode,
        Level = value.Level,
        Role = value.Role,
        Ordinal = value.Ordinal,
        DecidedAt = value.DecidedAt,
        ValidUntil = value.ValidUntil,
        CorrelationId = value.CorrelationId,
        Fields = new SortedDictionary<string, string>(value.Fields, StringComparer.Ordinal),
    };

    public static Notification ToCore(this NotificationStored stored) => new(
        new WorkflowId(stored.Workflow),
        StoredParts.ToBytes32(stored.Version),
        new KindName(stored.Kind),
        stored.Lane,
        stored.Urgency,
        new TemplateName(stored.Template),
        new ChainId(stored.Chain),
        new SubjectKey(stored.Subject),
        stored.Episode,
        stored.Level,
        stored.Role,
        stored.Ordinal,
        stored.DecidedAt,
        stored.ValidUntil,
        stored.CorrelationId,
        stored.Fields.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public static TrackStored ToStored(this WorkflowTrack track, WorkflowId id) => new()
    {
        Workflow = id.Value,
        Chain = track.Chain.Value,
        SeenThrough = track.SeenThrough.ToStored(),
        Episodes = track.Episodes.Select(book => book.Value.ToStored(book.Key)).OrNull(),
        Told = track.Told is not { } told ? null : new ToldUnderStored
        {
            Version = told.Version.ToString(),
            Kind = told.Kind.Value,
            Lane = told.Lane,
            Urgency = told.Urgency,
        },
        DoubtSince = track.DoubtSince,
        Counterparties = track.Counterparties.IsEmpty ? null : StoredParts.ToStored(track.Counterparties),
    };

    public static WorkflowTrack ToCore(this TrackStored stored) => new(
        new ChainId(stored.Chain),
        stored.SeenThrough.ToCore(),
        (stored.Episodes ?? []).ToImmutableSortedDictionary(book => new SubjectKey(book.Subject), ToCore),
        stored.Told is not { } told ? null : new ToldUnder(
            StoredParts.ToBytes32(told.Version), new KindName(told.Kind), told.Lane, told.Urgency),
        stored.DoubtSince)
    {
        Counterparties = StoredParts.ToMarks(stored.Counterparties),
    };

    private static BookStored ToStored(this EpisodeBook book, SubjectKey subject) => new()
    {
        Subject = subject.Value,
        Last = book.Last,
        Current = ToStored(book.Current),
        Undo = UndoMap.ToStored(book).OrNull(),
        Unfinal = book.Unfinal.Select(UndoMap.ToStored).OrNull(),
        OrdinalsUsed = book.OrdinalsUsed,
        Untouched = book.Untouched,
        Outside = book.Outside,
        Past = UndoMap.ToStored(book.Past),
        Told = book.Told is not { } told ? null : new EpisodeToldStored
        {
            Episode = told.Episode,
            Heard = told.Heard.Select(channel => channel.Value).OrNull(),
            Repeats = told.Repeats,
            RepeatAt = told.RepeatAt,
            Corrects = told.Corrects,
        },
        Deadline = book.Deadline is not { } deadline ? null : new DeadlineStored
        {
            Episode = deadline.Episode,
            At = deadline.At,
            IsEstimate = deadline.IsEstimate,
            Title = deadline.Title.Length == 0 ? null : deadline.Title,
            MovedFrom = deadline.MovedFrom,
        },
    };

    private static EpisodeBook ToCore(BookStored stored)
    {
        var current = ToCore(stored.Current);
        return new EpisodeBook(
            stored.Last,
            current,
            UndoMap.ToCore(stored.Undo ?? [], current),
            [.. (stored.Unfinal ?? []).Select(UndoMap.ToCore)])
        {
            OrdinalsUsed = stored.OrdinalsUsed,
            Untouched = stored.Untouched,
            Outside = stored.Outside,
            Past = UndoMap.ToCore(stored.Past),
            Told = stored.Told is not { } told ? null : new EpisodeTold(
                told.Episode, StoredParts.ToChannels(told.Heard), told.Repeats, told.RepeatAt, told.Corrects),
            Deadline = stored.Deadline is not { } deadline ? null : new EpisodeDeadline(
                deadline.Episode, deadline.At, deadline.IsEstimate, deadline.Title ?? "")
            {
                MovedFrom = deadline.MovedFrom,
            },
        };
    }

    public static EpisodeStored? ToStored(this Episode episode) => episode switch
    {
        Episode.Closed => null,
        Episode.Open open => ToStored(open, doubtful: false),
        Episode.Doubtful doubtful => ToStored(doubtful.Was, doubtful: true),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static EpisodeStored ToStored(Episode.Open open, bool doubtful) => new()
    {
        Number = open.Number,
        Level = open.Level,
        AlertedLevel = open.AlertedLevel,
        Alerts = open.Alerts,
        Line = [.. open.Line.Thresholds.Select(StoredParts.ToStored)],
        OpenedBy = new BlockStored { Number = open.OpenedAt },
        Doubtful = doubtful,
    };

    public static Episode ToCore(this EpisodeStored? stored)
    {
        if (stored is null)
            return Episode.Closed.Instance;
        var open = new Episode.Open(
            stored.Number,
            stored.Level,
            stored.AlertedLevel,
            stored.Alerts,
            new Levels([.. stored.Line.Select(StoredParts.ToCore)]),
            stored.OpenedBy.Number);
        return stored.Doubtful ? new Episode.Doubtful(open) : open;
    }

    private static PendingStored ToStored(PendingNotification pending) => new()
    {
        Notification = pending.Notification.ToStored(),
        Deliveries = pending.Deliveries.Select(delivery => new DeliveryStored
        {
            Key = delivery.Key.Value.ToString(),
            Channel = delivery.Channel.Value,
            Phase = delivery.Phase,
            Attempts = delivery.Attempts,
            DueAt = delivery.DueAt,
            MayBeRepeat = delivery.MayBeRepeat,
            Awaits = delivery.Awaits,
        }).OrNull(),
        Held = pending.Held,
        Reached = pending.Reached,
        Failed = pending.Failed.Select(channel => channel.Value).OrNull(),
        DeferredUntil = pending.DeferredUntil,
    };

    private static PendingNotification ToCore(PendingStored stored) => new(
        stored.Notification.ToCore(),
        [.. (stored.Deliveries ?? []).Select(delivery => new PendingDelivery(
            new DeliveryKey(StoredParts.ToBytes32(delivery.Key)),
            new ChannelName(delivery.Channel),
            delivery.Phase,
            delivery.Attempts,
            delivery.DueAt,
            delivery.MayBeRepeat)
        {
            Awaits = delivery.Awaits,
        })],
        stored.Held,
        stored.Reached,
        StoredParts.ToChannels(stored.Failed))
    {
        DeferredUntil = stored.DeferredUntil,
    };
}
