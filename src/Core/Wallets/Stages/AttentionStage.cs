using System.Globalization;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// Is this worth the owner's attention now? What is not goes to a digest. The critical lane is asked nothing
/// (decision 13).
/// </summary>
internal static class AttentionStage
{
    // Of more kinds than these the one told longest ago is forgotten: its next alert is told at once.
    private const int KindsMax = 4;

    /// <summary>
    /// In this order: an alert that matters more is open; wanted in the digest; grouped with one told shortly before;
    /// cooling down; the budget is spent. Of a day's budget the bulk lane leaves a third to the others.
    /// </summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        var workflow = verdict.Workflow;
        if (workflow.Lane == Lane.Critical)
            return telling;
        var deeper = verdict.Step.Move == EpisodeMove.Deeper;
        return Inhibited(telling, verdict, turn)
            ?? Chosen(telling, workflow, turn)
            ?? (deeper ? null : Grouped(telling, workflow, turn))
            ?? (deeper ? null : Cooling(telling, workflow, turn))
            ?? Spent(telling, workflow.Kind, telling.Lane ?? workflow.Lane, turn)
            ?? telling;
    }

    /// <summary>The digest instead where the budget is spent on the day of sending; null where it is not.</summary>
    public static Telling? Spent(Telling telling, KindName kind, Lane lane, Turn turn)
    {
        var (choices, policy) = (turn.State.Preferences.Attention, turn.Policy.Attention);
        var day = OwnerTime.DayOf(TimingStage.SendAt(turn, kind, subject: null, lane).At, turn.Zone);
        var spent = turn.State.Attention.Spent;
        if ((choices.PerDay ?? policy.PerDay) is { } perDay && spent.On(day) is var today
            && today >= Share(perDay, lane))
            return Displace(telling, turn, Say(perDay, today, lane, "day", "daily"));
        if ((choices.PerWeek ?? policy.PerWeek) is { } perWeek && spent.InWeekTo(day) is var week
            && week >= Share(perWeek, lane))
            return Displace(telling, turn, Say(perWeek, week, lane, "week", "weekly"));
        return null;
    }

    /// <summary>One more was sent.</summary>
    public static void Spend(Turn turn, Lane lane)
    {
        if (lane == Lane.Critical)
            return;
        var attention = turn.State.Attention;
        turn.State = turn.State with
        {
            Attention = attention with { Spent = attention.Spent.Add(OwnerTime.DayOf(turn.Now, turn.Zone)) },
        };
    }

    /// <summary>An alert of the kind was told, or will be: others cool down, or are grouped.</summary>
    public static void Remember(Turn turn, Workflow workflow)
    {
        if (workflow.Lane == Lane.Critical || workflow.Restraint is { Cooldown: null, Group: null })
            return;
        var attention = turn.State.Attention;
        var told = attention.LastTold.SetItem(workflow.Kind, turn.Now);
        while (told.Count > KindsMax)
            told = told.Remove(told.MinBy(kind => kind.Value).Key);
        turn.State = turn.State with { Attention = attention with { LastTold = told } };
    }

    private static Telling? Inhibited(Telling telling, Verdict verdict, Turn turn)
    {
        foreach (var (id, other) in turn.Policy.Workflows)
            if (other.Restraint.Inhibits.Contains(verdict.Workflow.Kind)
                && Turn.TrackOf(turn.State, id, verdict.Signal.Source.Chain)?.Episodes
                    .GetValueOrDefault(verdict.Signal.Subject)?.Current is Episode.Open)
                return Displace(telling, turn, new Reason(
                    ReasonCode.Inhibited, $"{other.Kind} is open for the same position and matters more."));
        return null;
    }

    private static Telling? Chosen(Telling telling, Workflow workflow, Turn turn) =>
        turn.State.Preferences.Attention.DigestKinds.Contains(workflow.Kind)
            ? Displace(telling, turn, new Reason(
                ReasonCode.DigestChosen, $"The owner wants {workflow.Kind} in the digest."))
            : workflow.Restraint.Digest
                ? Displace(telling, turn, new Reason(
                    ReasonCode.DigestChosen, $"The workflow tells {workflow.Kind} in the digest."))
                : null;

    private static Telling? Grouped(Telling telling, Workflow workflow, Turn turn)
    {
        if (workflow.Restraint.Group is not { } window
            || !turn.State.Attention.LastTold.TryGetValue(workflow.Kind, out var told) || told + window <= turn.Now)
            return null;
        var grouped = telling.Because(new Reason(
            ReasonCode.Grouped, $"Another {workflow.Kind} was told {Ago(turn.Now - told)} before: "
                + $"what follows within {Span(window)} is told together."));
        return grouped with { Timing = DigestDecision.Group(turn, workflow.Kind, told + window) };
    }

    private static Telling? Cooling(Telling telling, Workflow workflow, Turn turn)
    {
        if (workflow.Restraint.Cooldown is not { } cooldown
            || !turn.State.Attention.LastTold.TryGetValue(workflow.Kind, out var told) || told + cooldown <= turn.Now)
            return null;
        return Displace(telling, turn, new Reason(
            ReasonCode.CoolingDown,
            $"Another {workflow.Kind} was told {Ago(turn.Now - told)} before; it cools down for {Span(cooldown)}.")
        {
            Otherwise = string.Create(
                CultureInfo.InvariantCulture, $"It would have been told at once from {told + cooldown:u} on."),
        });
    }

    private static Telling Displace(Telling telling, Turn turn, Reason reason) =>
        telling.Because(reason) with { Timing = DigestDecision.Daily(turn) };

    private static Reason Say(int budget, int spent, Lane lane, string span, string adjective) => new(
        ReasonCode.BudgetSpent,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{spent} of at most {budget} notifications were sent this {span}{Reserved(budget, lane)}: "
                + $"the digest has it."))
    {
        Otherwise = string.Create(
            CultureInfo.InvariantCulture,
            $"It would have been told at once with a {adjective} budget of {Enough(spent + 1, lane)}."),
    };

    // A third is left to what matters more than the bulk lane.
    private static int Share(int budget, Lane lane) => lane == Lane.Bulk ? budget - (budget / 3) : budget;

    private static int Enough(int wanted, Lane lane)
    {
        var budget = wanted;
        while (Share(budget, lane) < wanted)
            budget++;
        return budget;
    }

    private static string Reserved(int budget, Lane lane) => Share(budget, lane) < budget
        ? string.Create(CultureInfo.InvariantCulture, $" (the bulk lane has {Share(budget, lane)} of them)")
        : "";

    private static string Ago(TimeSpan span) => Span(span < TimeSpan.Zero ? TimeSpan.Zero : span);

    /// <summary>Such as <c>1d 2h</c>, <c>5m</c> or <c>30s</c>.</summary>
    private static string Span(TimeSpan span)
    {
        var parts = new[] { (span.Days, "d"), (span.Hours, "h"), (span.Minutes, "m"), (span.Seconds, "s") }
            .Where(part => part.Item1 > 0)
            .Take(2)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1}{part.Item2}"));
        return string.Join(' ', parts) is { Length: > 0 } text ? text : "0s";
    }
}
