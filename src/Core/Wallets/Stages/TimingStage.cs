using System.Globalization;
using Kwala.Core.Delivery;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// When may it be sent? Not while the owner snoozes it, and not in quiet hours unless it is critical.
/// </summary>
internal static class TimingStage
{
    /// <summary>Defers what is told at once to the first instant at which it may be sent.</summary>
    public static Telling Judge(Telling telling, Verdict verdict, Turn turn)
    {
        if (telling.Timing is not Timing.AtOnce)
            return telling;
        var (at, reason) = SendAt(turn, verdict.Workflow.Kind, (verdict.Workflow.Id, verdict.Signal.Subject),
            verdict.Workflow.Lane);
        return reason is null
            ? telling
            : telling.Because(reason) with { Timing = new Timing.Later(at) };
    }

    /// <summary>
    /// The first instant from now on at which something may be sent, and what puts it off if it is later.
    /// </summary>
    /// <param name="turn">The decision under way.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="subject">Which position; null where that does not matter.</param>
    /// <param name="lane">How much it matters.</param>
    public static (DateTimeOffset At, Reason? Reason) SendAt(
        Turn turn, KindName kind, (WorkflowId, SubjectKey)? subject, Lane lane)
    {
        var choices = turn.State.Preferences.Attention;
        var (at, reason) = (turn.Now, default(Reason));
        if (SnoozedUntil(choices, kind, subject, at) is { } end)
            (at, reason) = (end, new Reason(
                ReasonCode.Snoozed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The owner snoozed it until {end:u}; sent then if it is still so.")));
        if (lane == Lane.Critical || choices.Quiet is not { } quiet
            || !quiet.Holds(OwnerTime.MinuteOf(at, turn.Zone)))
            return (at, reason);
        at = OwnerTime.Next(at, turn.Zone, quiet.To);
        return (at, new Reason(
            ReasonCode.QuietHours,
            string.Create(
                CultureInfo.InvariantCulture,
                $"It is quiet for the owner ({quiet}, {turn.Zone.Id}) until {at:u}; sent then if it is still so."))
        {
            Otherwise = "It would have been told at once outside quiet hours.",
        });
    }

    /// <summary>
    /// When the quiet hours began that hold at an instant and last until another or longer; null where there are none.
    /// </summary>
    public static DateTimeOffset? QuietFrom(Turn turn, DateTimeOffset at, Lane lane, DateTimeOffset until) =>
        lane != Lane.Critical && turn.State.Preferences.Attention.Quiet is { } quiet
        && quiet.Holds(OwnerTime.MinuteOf(at, turn.Zone)) && OwnerTime.Next(at, turn.Zone, quiet.To) >= until
            ? OwnerTime.Next(at.AddDays(-1), turn.Zone, quiet.From)
            : null;

    private static DateTimeOffset? SnoozedUntil(
        AttentionChoices choices, KindName kind, (WorkflowId, SubjectKey)? position, DateTimeOffset now)
    {
        DateTimeOffset? end = null;
        foreach (var snooze in choices.Snoozes)
        {
            var until = snooze switch
            {
                Snooze.OfKind it when it.Kind == kind => it.Until,
                Snooze.OfPosition { Until: { } instant } it when (it.Workflow, it.Subject) == position => instant,
                _ => now,
            };
            if (until > now && !(end >= until))
                end = until;
        }

        return end;
    }
}
