using Kwala.Core.Numerics;

namespace Kwala.Core.Behaviour;

/// <summary>
/// What a wallet's owner does with alerts of one kind and magnitude. Counts are fixed-point, so that they can fade.
/// </summary>
/// <param name="Responded">Alerts responded to, in 1/256, as they stood at the last response.</param>
/// <param name="Ignored">Alerts ignored before the last response, in 1/256.</param>
/// <param name="Run">Alerts ignored in a row since the last response; at most <see cref="RunMax"/>.</param>
/// <param name="Withheld">Alerts kept back since the last that was told.</param>
/// <param name="Day">The day of the last observation, in days since 1970 (UTC).</param>
/// <param name="Kept">The owner undid the learning: it is told whatever the numbers say.</param>
/// <param name="Noticed">The owner was told that these are kept back.</param>
public readonly record struct Habit(
    int Responded, int Ignored, int Run, int Withheld, int Day, bool Kept, bool Noticed)
{
    /// <summary>One alert in the unit of the counts.</summary>
    public const int One = 256;

    /// <summary>No longer run is counted; more would say nothing new.</summary>
    public const int RunMax = 64;

    /// <summary>Of an alert that nothing is known of.</summary>
    /// <param name="day">The present day.</param>
    internal static Habit New(int day) => default(Habit) with { Day = day };

    /// <summary>The same habit as it is remembered on a later day: halved for each long silence.</summary>
    internal Habit On(int day, BehaviourPolicy policy)
    {
        var halvings = Math.Min(Math.Max(0, day - Day) / Math.Max(1, (int)policy.SilenceHalves.TotalDays), 30);
        return halvings == 0
            ? this
            : this with { Responded = Responded >> halvings, Ignored = Ignored >> halvings, Run = Run >> halvings };
    }

    /// <summary>An alert was ignored, or as good as several.</summary>
    internal Habit AfterIgnored(int day, BehaviourPolicy policy, int times = 1)
    {
        var now = On(day, policy);
        return now with { Run = Math.Min(RunMax, now.Run + times), Day = Math.Max(Day, day) };
    }

    /// <summary>
    /// An alert was responded to, wholly or in part. What was kept back until now starts anew: whoever responds to
    /// what they were thought to ignore has changed.
    /// </summary>
    /// <param name="credit">How much of a response it was, up to <see cref="One"/>.</param>
    /// <param name="day">The present day.</param>
    /// <param name="policy">What is learned by.</param>
    internal Habit AfterResponse(int credit, int day, BehaviourPolicy policy)
    {
        var now = On(day, policy);
        var (responded, ignored) = now.IsIgnored(policy) ? (0, 0)
            : now.HasChanged(policy) ? (0, now.Run * One)
            : (now.Responded, now.Ignored + (now.Run * One));
        (responded, ignored) = Faded(responded + credit, ignored + One - credit, policy);
        return now with
        {
            Responded = responded,
            Ignored = ignored,
            Run = 0,
            Withheld = 0,
            Day = Math.Max(Day, day),
            Noticed = false,
        };
    }

    /// <summary>Whether the past makes the present run of ignored alerts a great surprise.</summary>
    /// <remarks>
    /// The probability of the run under the posterior of what came before it: the product of b/(a+b), (b+1)/(a+b+1),
    /// ... in 2^-32.
    /// </remarks>
    internal bool HasChanged(BehaviourPolicy policy)
    {
        const long Certain = 1L << 32;
        long ignored = (policy.PriorIgnored * One) + Ignored;
        var all = (policy.PriorResponses * One) + Responded + ignored;
        var probability = Certain;
        for (var i = 0; i < Run; i++)
            probability = probability * (ignored + (i * One)) / (all + (i * One));
        return probability < Certain / policy.SurpriseOneIn;
    }

    /// <summary>What the judgement is based on, in whole alerts. Rounded towards telling.</summary>
    internal HabitEvidence Evidence(BehaviourPolicy policy)
    {
        var (responded, ignored) = HasChanged(policy) ? (0, Run * One) : (Responded, Ignored + (Run * One));
        (responded, ignored) = Faded(responded, ignored, policy);
        var responses = (responded + (One / 2)) / One;
        return new HabitEvidence(
            responses,
            ignored / One,
            Posterior.Above(policy.PriorResponses + responses, policy.PriorIgnored + (ignored / One),
                policy.WorthTelling));
    }

    /// <summary>Whether the owner ignores these, as far as the numbers go.</summary>
    internal bool IsIgnored(BehaviourPolicy policy) =>
        (Ignored / One) + Run >= policy.IgnoredMin
        && Evidence(policy) is var evidence && evidence.Ignored >= policy.IgnoredMin
        && evidence.WorthTelling < policy.Doubt;

    // In proportion, so that nothing fades before the memory is full.
    private static (int Responded, int Ignored) Faded(int responded, int ignored, BehaviourPolicy policy)
    {
        var (all, most) = ((long)responded + ignored, (long)policy.Memory * One);
        return all <= most ? (responded, ignored) : ((int)(responded * most / all), (int)(ignored * most / all));
    }
}

/// <summary>The numbers behind a judgement.</summary>
/// <param name="Responses">Alerts responded to, of those remembered.</param>
/// <param name="Ignored">Alerts ignored, of those remembered.</param>
/// <param name="WorthTelling">
/// The probability that the owner responds to enough of these to be worth telling
/// (<see cref="BehaviourPolicy.WorthTelling"/>).
/// </param>
public readonly record struct HabitEvidence(int Responses, int Ignored, Rational WorthTelling);
