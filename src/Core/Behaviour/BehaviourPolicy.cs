using Kwala.Core.Numerics;
using NodaTime;

namespace Kwala.Core.Behaviour;

/// <summary>How far learning may go.</summary>
public enum LearningMode
{
    /// <summary>Nothing is learned and nothing is kept back.</summary>
    Off,

    /// <summary>Everything is learned and nothing is kept back: what would be is said instead.</summary>
    Suggest,

    /// <summary>What the owner ignores is kept back.</summary>
    Act,
}

/// <summary>What is learned by. A record of Core, made once from validated options.</summary>
public sealed record BehaviourPolicy
{
    /// <summary>Nine ignored of nine are kept back; one in about six of those is told all the same.</summary>
    public static BehaviourPolicy Default { get; } = new();

    /// <summary>How far learning may go; <see cref="LearningMode.Act"/> by default.</summary>
    public LearningMode Mode { get; init; } = LearningMode.Act;

    /// <summary>
    /// A habit is worth telling while the owner may respond to this share of it, 1/4 by default. Between 0 and 1,
    /// neither included. Larger: more is kept back.
    /// </summary>
    public Rational WorthTelling { get; init; } = Rational.Of(1, 4);

    /// <summary>
    /// Kept back when it is less probable than this that the share is worth telling, 1/20 by default. Larger: sooner
    /// kept back. With the prior and <see cref="WorthTelling"/> as shipped, nine ignored of nine is the least that
    /// suffices: (3/4)^11 = 4.2 %, and after eight it is 5.6 %.
    /// </summary>
    public Rational Doubt { get; init; } = Rational.Of(1, 20);

    /// <summary>Responses that the prior pretends to have seen, from 1; 1 by default.</summary>
    public int PriorResponses { get; init; } = 1;

    /// <summary>Ignored alerts that the prior pretends to have seen, from 1; 2 by default: a third responds.</summary>
    public int PriorIgnored { get; init; } = 2;

    /// <summary>Fewer ignored than this never keep anything back, whatever the posterior says; 9 by default.</summary>
    public int IgnoredMin { get; init; } = 9;

    /// <summary>
    /// Observations that a habit remembers, 9 to 100; 32 by default. What is older fades in proportion. Larger: a
    /// surer judgement of who responds now and then, and slower to follow a change of degree.
    /// </summary>
    public int Memory { get; init; } = 32;

    /// <summary>
    /// The past is forgotten when it makes the present run of ignored alerts less probable than one in this many; 100
    /// by default: whoever responded to a third or more and stops is followed within 20 alerts. Larger: fewer false
    /// alarms, slower to follow.
    /// </summary>
    public int SurpriseOneIn { get; init; } = 100;

    /// <summary>
    /// Of what is kept back, one in this many is told all the same, chosen by its key; 16 by default.
    /// </summary>
    public int ExploreOneIn { get; init; } = 16;

    /// <summary>So many are kept back in a row at most; the next is told. 6 by default.</summary>
    public int WithheldMax { get; init; } = 6;

    /// <summary>
    /// How long an alert may be responded to before it counts as ignored, unless its workflow says otherwise; 48 hours
    /// by default.
    /// </summary>
    public TimeSpan ResponseWindow { get; init; } = TimeSpan.FromHours(48);

    /// <summary>What a habit knows halves for each such time without an observation; 90 days by default.</summary>
    public TimeSpan SilenceHalves { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Whether nothing is kept back from an owner who never responded to anything: that may be someone whose responses
    /// cannot be seen. True by default.
    /// </summary>
    public bool NeedsResponse { get; init; } = true;

    /// <summary>The owner's time zone; UTC by default. Hours of the week are counted in it.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;
}
