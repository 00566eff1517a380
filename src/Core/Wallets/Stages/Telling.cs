using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>What came of the question whether to tell the owner.</summary>
internal enum TellingKind
{
    /// <summary>Nothing new to tell.</summary>
    Nothing,

    /// <summary>Not now: a later live block decides.</summary>
    Later,

    /// <summary>The canonical chain confirmed an alert that was handed out before.</summary>
    Reconfirmed,

    /// <summary>Decided not to tell.</summary>
    KeptBack,

    /// <summary>Told: at least in the inbox.</summary>
    Told,

    /// <summary>Whoever heard of the episode is told that it is over.</summary>
    EndTold,

    /// <summary>The canonical chain confirmed the end that was told before.</summary>
    EndReconfirmed,
}

/// <summary>
/// Whether, when and how to tell the owner, as far as the stages have said. A stage adds its reasons and either lets it
/// pass on or ends it.
/// </summary>
/// <param name="Kind">The answer so far; what is told may still be kept back by a later stage.</param>
/// <param name="Reasons">Why, in the order in which the stages spoke.</param>
internal sealed record Telling(TellingKind Kind, ImmutableArray<Reason> Reasons)
{
    /// <summary>Nothing new.</summary>
    public static Telling Nothing { get; } = new(TellingKind.Nothing, []);

    /// <summary>News, about which no stage has said anything yet.</summary>
    public static Telling News { get; } = new(TellingKind.Told, []);

    /// <summary>The orphaned alert that is confirmed or told again under its own key; null for none.</summary>
    public UnfinalAlert? Credit { get; init; }

    /// <summary>Its block is older than the workflow's valid-for.</summary>
    public bool Late { get; init; }

    /// <summary>How much it matters, where the owner's pace has moved it; null for the workflow's lane.</summary>
    public Lane? Lane { get; init; }

    /// <summary>What behaviour knows it as; null where nothing is learned from it.</summary>
    public AlertFacts? Alert { get; init; }

    /// <summary>What the owner is told once of what was learned; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>What the workflow does for the owner's tier; null where nothing is told.</summary>
    public ActionPlan? Action { get; init; }

    /// <summary>When it is told.</summary>
    public Timing Timing { get; init; } = Timing.AtOnce.Instance;

    /// <summary>Over which channels; null until the last stage has spoken.</summary>
    public Route? Route { get; init; }

    /// <summary>How a decision with this answer is called.</summary>
    public DecisionOutcome Outcome => Route is not { Arrives: true } ? DecisionOutcome.Suppressed : Timing switch
    {
        Timing.Later => DecisionOutcome.Deferred,
        Timing.InDigest => DecisionOutcome.Digested,
        _ => DecisionOutcome.Notify,
    };

    /// <summary>Lets the next stage speak, unless one before has ended it.</summary>
    public Telling Then(Func<Telling, Verdict, Turn, Telling> stage, Verdict verdict, Turn turn) =>
        Kind == TellingKind.Told ? stage(this, verdict, turn) : this;

    /// <summary>Passes on with one reason more.</summary>
    public Telling Because(Reason reason) => this with { Reasons = Reasons.Add(reason) };

    /// <summary>Ends here: the owner is not told.</summary>
    public Telling KeepBack(Reason reason) => Because(reason) with { Kind = TellingKind.KeptBack };
}
