using System.Diagnostics;
using System.Globalization;
using Kwala.Core.Workflows;

namespace Kwala.Core.Behaviour;

/// <summary>
/// What was learned, in sentences for the owner: what was seen, what follows, and that it can be undone.
/// </summary>
public static class BehaviourWords
{
    /// <summary>One thing that was learned.</summary>
    /// <param name="learned">The thing.</param>
    /// <param name="sizeOf">
    /// How the workflow calls a magnitude of a kind, such as "under 5": <see cref="Magnitude.NameOf(int)"/>.
    /// </param>
    /// <param name="policy">What it was learned by.</param>
    public static string Of(Learned learned, Func<KindName, int, string> sizeOf, BehaviourPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(sizeOf);
        ArgumentNullException.ThrowIfNull(policy);
        return learned switch
        {
            Learned.Ignored { KeptBack: true } it =>
                $"I stopped telling you about {it.Kind} {sizeOf(it.Kind, it.Bucket)}: {Seen(it.Evidence)}. "
                + $"At least one in {policy.WithheldMax + 1} still comes, in case that changes. You can undo this.",
            Learned.Ignored it =>
                $"Shall I stop telling you about {it.Kind} {sizeOf(it.Kind, it.Bucket)}? {Capital(Seen(it.Evidence))}. "
                + "Until you say so, they keep coming.",
            Learned.Kept it =>
                $"I keep telling you about {it.Kind} {sizeOf(it.Kind, it.Bucket)}, as you asked.",
            Learned.Fast it =>
                $"You usually respond to {it.Kind} within {Text(it.Within)}, so these go first.",
            Learned.Slot { When: LearnedSlot.Weekly it } =>
                $"You are usually here on {it.Day}s around {Text(it.Hour)}: that is when your digest comes.",
            Learned.Slot { When: LearnedSlot.Daily it } =>
                $"You are usually here around {Text(it.Hour)}: that is when your digest comes.",
            Learned.Stage it => Of(it.Now),
            Learned.Nothing => "I learn nothing about you, as you asked.",
            _ => throw new UnreachableException(),
        };
    }

    private static string Of(LifeStage stage) => stage switch
    {
        LifeStage.New => "You are new here.",
        LifeStage.Active => "You are here regularly.",
        LifeStage.Cooling => "You have not been here for some weeks.",
        LifeStage.Dormant => "You have not been here for some months.",
        LifeStage.Returned => "You came back after some months.",
        _ => throw new UnreachableException(),
    };

    private static string Seen(HabitEvidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"you responded to {evidence.Responses} of the last {evidence.Responses + evidence.Ignored}");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Text(int hour) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:00");

    private static string Text(TimeSpan within) => within.TotalHours switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{within.TotalMinutes:0} minutes"),
        1 => "an hour",
        _ => string.Create(CultureInfo.InvariantCulture, $"{within.TotalHours:0} hours"),
    };
}
