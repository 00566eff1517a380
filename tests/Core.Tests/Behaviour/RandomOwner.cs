using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using NodaTime;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>Makes events of behaviour, and policies, out of numbers.</summary>
internal static class RandomOwner
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Chatham"];

    public static readonly ImmutableArray<KindName> Kinds =
        [.. Enumerable.Range(0, 14).Select(n => new KindName(n % 5 == 0 ? new string('k', 63) + n % 10 : $"kind-{n}"))];

    /// <summary>What happens at a step; the same number is always the same.</summary>
    public static BehaviourEvent Event(int roll)
    {
        var alert = Alert(roll / 16);
        var response = (InteractionKind)(roll / 7 % 6);
        return (roll % 16) switch
        {
            < 6 => new BehaviourEvent.Told(alert),
            < 8 => new BehaviourEvent.Withheld(alert),
            8 => new BehaviourEvent.Unreached(alert.Mark),
            9 => new BehaviourEvent.Noticed(alert.Kind, alert.Bucket),
            10 => new BehaviourEvent.TimePassed(),
            11 => Habits.Did(response, new InteractionTarget.Position(alert.Position)),
            12 => Habits.Did(response, new InteractionTarget.Kind(alert.Kind)),
            13 => Habits.Did(response, new InteractionTarget.Nothing()),
            14 when roll % 11 == 0 => new BehaviourEvent.Undone(Undone(roll / 11, alert)),
            _ => Habits.Did(response, new InteractionTarget.Alert(alert.Mark)),
        };
    }

    /// <summary>How much later the step is.</summary>
    public static TimeSpan Pause(int roll) => (roll % 5) switch
    {
        0 => TimeSpan.Zero,
        1 => TimeSpan.FromSeconds(roll % 4_000),
        2 => TimeSpan.FromHours(roll % 50),
        3 => TimeSpan.FromMinutes(roll % 900),
        _ => TimeSpan.FromDays(roll % 17 == 0 ? roll % 200 : 1),
    };

    public static AlertFacts Alert(int roll) => new(
        Kinds[roll % Kinds.Length], roll / 3 % Magnitude.BucketsMax, new AlertMark((ulong)(roll % 97)),
        PositionMark.Of(new WorkflowId("w"), new SubjectKey($"{roll % 7}")))
    {
        Window = roll % 4 == 0 ? TimeSpan.FromMinutes(roll % 3_000) : null,
    };

    public static BehaviourPolicy Policy(int roll) => new()
    {
        Mode = (LearningMode)(roll % 3),
        WorthTelling = Rational.Of((roll % 9) + 1, 10),
        Doubt = Rational.Of((roll % 4) + 1, 20),
        IgnoredMin = 1 + (roll % 12),
        Memory = 9 + (roll % 60),
        SurpriseOneIn = 2 + (roll % 500),
        ExploreOneIn = 1 + (roll % 40),
        WithheldMax = roll % 20,
        ResponseWindow = TimeSpan.FromMinutes(1 + (roll % 5_000)),
        NeedsResponse = roll % 2 == 0,
        Zone = DateTimeZoneProviders.Tzdb[Zones[roll % Zones.Length]],
    };

    /// <summary>What was learned, as text: the same text is the same knowledge.</summary>
    public static string Text(BehaviourState state) => string.Join(
        '\n',
        state.Kinds.SelectMany(kind => kind.Value.Habits.Select(habit => $"{kind.Key} {habit}")
            .Append($"{kind.Key} {kind.Value.Reactions}")
            .Concat(kind.Value.Awaiting.Select(awaited => $"{kind.Key} {awaited}")))
            .Append($"{state.Never} {state.Life} {state.Week.Week} {string.Join(' ', state.Week.Counts)}"));

    private static Undo Undone(int roll, AlertFacts alert) => (roll % 5) switch
    {
        0 => new Undo.KeepTelling(alert.Kind, alert.Bucket),
        1 => new Undo.ForgetKind(alert.Kind),
        2 => new Undo.ForgetAll(),
        3 => new Undo.NeverLearn(),
        _ => new Undo.LearnAgain(),
    };
}
