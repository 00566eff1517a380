using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.People;

/// <summary>
/// Months of one person against the behavioural model: every alert is judged, told or kept back, and responded to or
/// not, in virtual time. One seed gives one run.
/// </summary>
internal sealed class PersonYear
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero); // A Monday.

    private readonly Person _person;
    private readonly SeededChoice _dice;
    private readonly BehaviourPolicy _policy;
    private readonly PriorityQueue<Action, (DateTimeOffset At, int Order)> _happens = new();
    private readonly Dictionary<AlertStream, int> _sinceChange = [];
    private readonly PersonFigures _figures;
    private BehaviourState _state = BehaviourState.Empty;
    private DateTimeOffset _now = Start;
    private int _order;

    private PersonYear(Person person, ulong seed, BehaviourPolicy policy)
    {
        _person = person;
        _dice = new SeededChoice(seed).Apart(person.Name);
        _policy = policy with { Zone = person.Zone };
        _figures = new PersonFigures(person.Name);
    }

    /// <summary>What came of so many weeks.</summary>
    public static PersonFigures Run(Person person, ulong seed, int weeks, BehaviourPolicy? policy = null)
    {
        var year = new PersonYear(person, seed, policy ?? BehaviourPolicy.Default);
        for (var week = 0; week < weeks; week++)
            year.Plan(week);
        while (year._happens.TryDequeue(out var happens, out var when))
        {
            year._now = when.At;
            happens();
            year._figures.BytesMax = Math.Max(year._figures.BytesMax, BehaviourSize.Of(year._state));
        }

        return year._figures;
    }

    private void Plan(int week)
    {
        var monday = Start.AddDays(7 * week);
        foreach (var stream in _person.Streams)
        {
            var count = (int)stream.PerWeek + (_dice.Chance(stream.PerWeek % 1) ? 1 : 0);
            for (var alert = 0; alert < count; alert++)
                At(monday + _dice.UpTo(TimeSpan.FromDays(7)), () => Come(stream, week));
        }

        At(monday.AddDays(7).AddTicks(-1), () => LookAtSlot(week));
    }

    private void Come(AlertStream stream, int week)
    {
        var mark = new AlertMark(_dice.Next());
        var alert = new AlertFacts(
            stream.Kind, stream.Bucket, mark,
            PositionMark.Of(new WorkflowId(stream.Kind.Value), new SubjectKey($"{stream.Kind}/{mark.Value}")))
        {
            Window = stream.Window,
        };
        var when = stream.When(_dice, _now);
        var would = _dice.Chance(stream.Acts(week)) && when < _now + stream.Window;
        var untold = _dice.Chance(stream.Untold);
        var opens = _dice.Chance(stream.Opens);
        var verdict = BehaviourDecision.Judge(_state, alert, Lane.Bulk, _now, _policy);
        var told = verdict is not BehaviourVerdict.KeepBack;
        Happens(told ? new BehaviourEvent.Told(alert) : new BehaviourEvent.Withheld(alert));
        if (verdict is BehaviourVerdict.KeepBack { NoticeDue: true })
            Happens(new BehaviourEvent.Noticed(stream.Kind, stream.Bucket));
        if (would && (told || untold))
            At(when, () => Does(InteractionKind.Acted, InteractionSource.Chain, new InteractionTarget.Position(alert.Position)));
        else if (told && opens)
            At(when, () => Does(InteractionKind.Opened, InteractionSource.Link, new InteractionTarget.Alert(mark)));
        _figures.Alerts++;
        _figures.WouldAct += would ? 1 : 0;
        _figures.Withheld += told ? 0 : 1;
        _figures.Missed += would && !told ? 1 : 0;
        if (week >= _person.ChangesIn)
            Adapt(stream, verdict);
    }

    // Whoever stops is followed by keeping back, whoever begins by telling again, not only to see.
    private void Adapt(AlertStream stream, BehaviourVerdict verdict)
    {
        var change = _person.ChangesIn!.Value;
        var begins = stream.Acts(change) > stream.Acts(change - 1);
        var follows = begins ? verdict is BehaviourVerdict.Tell : verdict is not BehaviourVerdict.Tell;
        var seen = _sinceChange.GetValueOrDefault(stream);
        if (seen < 0)
            return;
        _sinceChange[stream] = follows ? -1 : seen + 1;
        if (follows)
            _figures.Adapted.Add(seen);
    }

    private void LookAtSlot(int week)
    {
        if (_person.Slot(week) is not { } best)
        {
            _figures.SlotsInvented += _state.Slot is null ? 0 : 1;
            return;
        }

        if (_person.ChangesIn is { } change && week >= change && _figures.WeeksToFollow is null && Hits(best))
            _figures.WeeksToFollow = week - change + 1;
        // Nobody is known before four weeks, nor anew before ten weeks after a change.
        if (week < 4 || (week >= _person.ChangesIn && week < _person.ChangesIn + 10))
            return;
        _figures.SlotWeeks++;
        _figures.SlotHits += Hits(best) ? 1 : 0;
    }

    private bool Hits(LearnedSlot best) => (best, _state.Slot) switch
    {
        (LearnedSlot.Weekly right, LearnedSlot.Weekly slot) => right.Day == slot.Day && IsNear(right.Hour, slot.Hour),
        (LearnedSlot.Daily right, LearnedSlot.Daily slot) => IsNear(right.Hour, slot.Hour),
        _ => false,
    };

    private static bool IsNear(int one, int other) => (one - other + 24) % 24 is 0 or 1 or 23;

    private void Does(InteractionKind kind, InteractionSource source, InteractionTarget about) =>
        Happens(new BehaviourEvent.Interacted(new Interaction(kind, source, about)));

    private void Happens(BehaviourEvent happened) =>
        _state = BehaviourDecision.Decide(_state, happened, _now, _policy);

    private void At(DateTimeOffset when, Action happens) => _happens.Enqueue(happens, (when, _order++));
}
