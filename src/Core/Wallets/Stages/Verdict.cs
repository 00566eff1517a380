using System.Collections.Immutable;
using Kwala.Core.Numerics;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>What all stages said about one signal.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Mode">Where it comes from.</param>
/// <param name="Workflow">The live version.</param>
/// <param name="Book">The position's episodes before it.</param>
/// <param name="Applied">First stage.</param>
/// <param name="Step">Second stage.</param>
/// <param name="Telling">What the stages after them said.</param>
internal sealed record Verdict(
    Signal Signal,
    SignalMode Mode,
    Workflow Workflow,
    EpisodeBook Book,
    AppliedThreshold Applied,
    EpisodeStep Step,
    Telling Telling)
{
    /// <summary>How far the value moved, where that is what was compared; else null.</summary>
    public Moved? Moved { get; init; }

    /// <summary>What was compared: the value, or how far it moved.</summary>
    public Rational Compared =>
        Workflow.Rule.Change is null ? Signal.Value : Moved?.Change ?? Rational.Undefined;

    /// <summary>Whether its wallet's own act ended what was open: it voted, claimed.</summary>
    public bool ActedOn => Workflow.Rule.IsOccurrence && Signal.Value < Rational.Zero;

    /// <summary>The levels that the value was compared with.</summary>
    public Levels Line =>
        Book.Current is Episode.Open open && Workflow.Rule.Latches && !Mode.IsAnew() ? open.Line : Applied.Line;

    /// <summary>Whether anything is to be remembered or told.</summary>
    public bool ChangesSomething =>
        (Workflow.Rule.Latches && !ReferenceEquals(Step.Next, Book.Current))
        || Telling.Kind is not (TellingKind.Nothing or TellingKind.Later);

    /// <summary>How it came out.</summary>
    public DecisionOutcome Outcome => (Step.Move, Telling.Kind) switch
    {
        (_, TellingKind.Told) => Telling.Outcome,
        (_, TellingKind.KeptBack or TellingKind.Later or TellingKind.Reconfirmed) => DecisionOutcome.Suppressed,
        (EpisodeMove.Closed or EpisodeMove.ClosedByChoice, _) => DecisionOutcome.Resolved,
        _ => DecisionOutcome.NoMatch,
    };

    /// <summary>The record, with every stage's reason.</summary>
    public DecisionRecord ToRecord(WalletState wallet, DateTimeOffset now)
    {
        var open = Step.Next as Episode.Open;
        var reasons = ImmutableArray.CreateBuilder<Reason>();
        if (!Workflow.Rule.IsOccurrence)
            reasons.AddRange(ThresholdStage.Reasons(Applied, wallet));
        reasons.AddRange(Signal.Reads?.Problems ?? []);
        if (Workflow.Rule.Change is { } change)
            reasons.Add(new Reason(ReasonCode.Change, Words(change)));
        reasons.Add(Workflow.Rule.IsOccurrence
            ? EndsSoonDecision.Reason(Step, ActedOn)
            : EpisodeStage.Reason(Step, Book.Current, Compared, Line, Workflow.Rule.Rearm));
        return new DecisionRecord(
            Workflow.Id,
            Workflow.Hash,
            Workflow.Kind,
            Signal.Subject,
            Outcome,
            [.. reasons, .. Telling.Reasons],
            Applied.Tier,
            Compared,
            Line.Thresholds[open?.Level ?? 0],
            open?.Number ?? (Book.Current as Episode.Open)?.Number ?? 0,
            open?.Level,
            Signal.Source.Position,
            Signal.Source.Transaction,
            Signal.Source.CorrelationId,
            now);
    }

    private string Words(ChangeRule change) => Moved is { } moved
        ? $"It moved by {Shown.Change(moved.Change, change)} {(change.IsSliding ? "within" : "in the window of")} "
            + $"{change.Window}: from {Shown.Cut(moved.From.ToDecimalString(6))} "
            + $"to {Shown.Cut(moved.To.ToDecimalString(6))}."
        : "No value from before is known to compare with.";
}
