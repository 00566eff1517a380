using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Messages;
using Kwala.Core.Wallets;

namespace Kwala.Core.Backtests;

/// <summary>
/// One wallet under one variant, living through the past in virtual time: what it is told arrives at once, what it
/// waits for comes when it is due. Signals and outcomes come in the order of the chain.
/// </summary>
/// <param name="policy">What it decides by.</param>
/// <param name="start">Its state before the first block.</param>
/// <param name="counts">Where its decisions are counted; shared by wallets of one thread.</param>
public sealed class WalletBacktest(WalletPolicy policy, WalletState start, DecisionCounts counts)
{
    // What never ends by itself must not hold up the run.
    private const int StepsMax = 10_000;

    // Most wallets need none of these: a million of them must fit.
    private List<DisplacedNotification>? _outside;
    private List<WalletEffect.Digested>? _digested;
    private List<WalletEffect.Undigested>? _undigested;
    private SortedDictionary<SubjectKey, Signal>? _positions;
    private Signal? _last;
    private List<BacktestMessage>? _messages;
    private List<BacktestOutcome>? _outcomes;
    private List<(SubjectKey Subject, long Episode)>? _closed;
    private long _closedIn;
    private WalletState _state = start;
    private DateTimeOffset? _dueAt;

    /// <summary>What its owner was told, in order.</summary>
    public IReadOnlyList<BacktestMessage> Messages => _messages ?? [];

    /// <summary>The outcomes that it came to, in order.</summary>
    public IReadOnlyList<BacktestOutcome> Outcomes => _outcomes ?? [];

    /// <summary>Decides a signal at the time of its block.</summary>
    public void Take(Signal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var now = signal.Source.BlockTime;
        Pass(now);
        Remember(signal);
        Happen(new WalletEvent.Observed([signal], signal.Source.Block.Number), now);
        Send(now);
    }

    /// <summary>
    /// What ends badly: remembered with the time since the first alert of an episode that is open now, or that closed
    /// in the same block. Whoever was told of an older crossing, and that it was over, was not warned.
    /// </summary>
    public void Meet(BlockRef block, DateTimeOffset at)
    {
        Pass(at);
        TimeSpan? lead = null;
        if (_messages is not null)
            foreach (var message in _messages)
                if (message.Role is NotificationRole.Alert or NotificationRole.Repeat && Stands(message, block.Number)
                    && !(at - message.At <= lead))
                    lead = at - message.At;
        (_outcomes ??= []).Add(new BacktestOutcome(at, block.Number, lead));
    }

    /// <summary>Lets time pass: what is due until then comes.</summary>
    public void Pass(DateTimeOffset until)
    {
        for (var step = 0; _dueAt is { } due && due <= until && step < StepsMax; step++)
        {
            var before = _state;
            Happen(new WalletEvent.DueCame { Values = Newest(Outbox.NeedsValues(_state, due)) }, due);
            Send(due);
            SendDigests(due);
            if (Outbox.HasRepeatDue(_state, due))
            {
                Happen(new WalletEvent.DueCame { Values = Newest(isNeeded: true), AreAllValues = true }, due);
                Send(due);
            }

            if (ReferenceEquals(before, _state))
                return;
        }
    }

    private void Remember(Signal signal)
    {
        if (_positions is null && _last is { } other && other.Subject != signal.Subject)
            _positions = new SortedDictionary<SubjectKey, Signal> { [other.Subject] = other };
        if (_positions is not null)
            _positions[signal.Subject] = signal;
        _last = signal;
    }

    private ImmutableArray<Signal> Newest(bool isNeeded) => !isNeeded || _last is null ? []
        : _positions is null ? [_last]
        : [.. _positions.Values];

    // As a grain does, whose digests wait as rows beside it.
    private void SendDigests(DateTimeOffset now)
    {
        for (var round = 0; DigestDecision.DueNumber(_state, now) is { } number && round < StepsMax; round++)
        {
            var came = new WalletEvent.DigestCame(
                number,
                [
                    .. (_digested ?? []).Where(it => it.Digest == number).Select(it => it.Item)
                        .DistinctBy(item => item.Key),
                ])
            {
                Withdrawn = [.. (_undigested ?? []).Where(it => it.Digest == number).Select(it => it.Key)],
                Values = Newest(isNeeded: true),
            };
            Happen(came, now);
            if (_state.Attention.Gathers(number))
                continue;
            _digested?.RemoveAll(it => it.Digest == number);
            _undigested?.RemoveAll(it => it.Digest == number);
            Send(now);
        }
    }

    private bool Stands(BacktestMessage message, long block)
    {
        if (_closedIn == block && _closed?.Contains((message.Subject, message.Episode)) == true)
            return true;
        foreach (var (_, track) in _state.Tracks)
            if (track.Episodes.TryGetValue(message.Subject, out var book)
                && book.Current.Opened?.Number == message.Episode)
                return true;
        return false;
    }

    private void Send(DateTimeOffset now)
    {
        for (var round = 0; !_state.Outbox.IsEmpty && round < StepsMax; round++)
        {
            var ready = Outbox.Ready(_state, now, policy);
            if (ready.IsEmpty)
                break;
            foreach (var delivery in ready)
            {
                Tell(delivery.Notification, now);
                var ended = new SendOutcome.Delivered(null);
                Happen(
                    new WalletEvent.SendEnded(delivery.Delivery.Key, ended, delivery.Address, delivery), now);
            }
        }

        if (_outside is { Count: > 0 } && Outbox.HasRoom(_state))
        {
            _outside.RemoveAll(it => Outbox.IsBack(_state, it, policy));
            Happen(new WalletEvent.Resumed([.. _outside]) { Gone = _state.Displaced!.Withdrawn }, now);
            _outside.RemoveAll(it => Outbox.IsBack(_state, it, policy));
        }
    }

    private void Happen(WalletEvent happened, DateTimeOffset now)
    {
        var decision = WalletDecision.Decide(_state, happened, now, policy);
        if (ReferenceEquals(decision.State, _state) && decision.Effects.IsEmpty)
            return;
        _state = decision.State;
        _dueAt = Outbox.DueAt(_state);
        Notification? shown = null;
        foreach (var effect in decision.Effects)
            switch (effect)
            {
                case WalletEffect.Show show:
                    shown = show.Notification;
                    break;
                case WalletEffect.Record record:
                    Note(record);
                    // The inbox is all that was asked.
                    if (record.Decision.Outcome == DecisionOutcome.Notify && shown is not null && !IsPending(shown))
                        Tell(shown, now);
                    break;
                case WalletEffect.DeadLettered { Delivery.Outcome: DeliveryWords.Displaced } dead:
                    (_outside ??= []).Add(DisplacedNotification.Of(dead));
                    break;
                case WalletEffect.Digested digested:
                    (_digested ??= []).Add(digested);
                    break;
                case WalletEffect.Undigested undigested:
                    (_undigested ??= []).Add(undigested);
                    break;
            }
    }

    private void Note(WalletEffect.Record record)
    {
        var decision = record.Decision;
        counts.Add(decision);
        if (decision.Outcome != DecisionOutcome.Resolved)
            return;
        if (_closedIn != record.Through.Block)
            _closed = null;
        _closedIn = record.Through.Block;
        (_closed ??= []).Add((decision.Subject, decision.Episode));
    }

    private bool IsPending(Notification notification)
    {
        foreach (var pending in _state.Outbox)
            if (BacktestMessage.IsSame(pending.Notification, notification))
                return true;
        return false;
    }

    // Over however many channels: one message.
    private void Tell(Notification notification, DateTimeOffset now)
    {
        if (_messages is not null)
            for (var i = _messages.Count - 1; i >= 0 && _messages[i].At == now; i--)
                if (_messages[i].Tells(notification))
                    return;
        (_messages ??= []).Add(new BacktestMessage(
            now,
            notification.Role,
            notification.Subject,
            notification.Episode,
            notification.Level,
            notification.Ordinal,
            notification.Fields.GetValueOrDefault(TemplateFields.Value, ""),
            notification.CorrelationId));
    }
}
