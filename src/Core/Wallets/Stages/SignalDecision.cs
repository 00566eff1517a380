using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;

namespace Kwala.Core.Wallets.Stages;

/// <summary>
/// The pipeline that every signal goes through: threshold, episode, news, audience, category, portfolio, behaviour,
/// attention, timing, channels, wording. Each stage is a pure function that adds its reasons. Both
/// <see cref="WalletDecision.Decide"/> and <see cref="WalletDecision.Explain"/> are this.
/// </summary>
internal static class SignalDecision
{
    /// <summary>Decides one signal and applies what follows. Allocates next to nothing where nothing follows.</summary>
    public static void Take(Turn turn, Signal signal, SignalMode mode)
    {
        if (!turn.Policy.Workflows.TryGetValue(signal.Workflow, out var workflow)
            || !SubscriptionDecision.IsFor(turn.State, workflow))
            return;
        if (!workflow.Rule.Latches && mode.IsAnew())
            return;
        if (workflow.IgnoresLookalikes && !CounterpartyStage.Passes(turn, signal, workflow))
            return;
        var book = BookOf(turn.State, signal);
        if (EndMoves.Is(signal, workflow))
        {
            EndMoves.Take(turn, signal, workflow, book);
            return;
        }

        var (applied, moved, step) = Compare(turn, signal, mode, workflow, book);
        if (step.Move is not (EpisodeMove.NotCrossed or EpisodeMove.Undefined)
            && Tell(turn, signal, mode, workflow, book, applied, step, moved) is { ChangesSomething: true } verdict)
            Consequences.Apply(turn, verdict);
        else if (workflow is { Rule.Remembers: true, IsForSubscribers: false })
            BookAfter.Remember(turn, signal, mode, workflow, book);
        if (UndoOrder.Ahead(signal, mode, book) is { } ahead)
            UndoOrder.Keep(turn, signal, book, ahead, Step(
                signal, moved, mode, book with { Current = ahead.Before }, applied, workflow, turn.Now).Next);
    }

    /// <summary>
    /// What all stages say about a signal in these episodes of its position; null where its workflow is not live.
    /// </summary>
    public static Verdict? Consider(Turn turn, Signal signal, SignalMode mode, EpisodeBook book)
    {
        if (!turn.Policy.Workflows.TryGetValue(signal.Workflow, out var workflow))
            return null;
        var (applied, moved, step) = Compare(turn, signal, mode, workflow, book);
        return Tell(turn, signal, mode, workflow, book, applied, step, moved);
    }

    /// <summary>How far the value moved, where that is what is compared.</summary>
    public static Moved? MovedBy(Signal signal, Workflow workflow, EpisodeBook book) =>
        workflow.Rule.Change is { } change
            ? PastValues.MoveOf(
                PastOf(signal, workflow, book), signal.Value, signal.Source.BlockTime, change, workflow.Rule.Side)
            : null;

    // The values of what no wallet owns are remembered once, and come with each of them.
    private static PastValues? PastOf(Signal signal, Workflow workflow, EpisodeBook book) =>
        workflow.IsForSubscribers ? signal.Past : book.Past;

    // Whose line, how far the value moved, and what that does to the episode.
    private static (AppliedThreshold Applied, Moved? Moved, EpisodeStep Step) Compare(
        Turn turn, Signal signal, SignalMode mode, Workflow workflow, EpisodeBook book)
    {
        PortfolioStage.Remember(turn, signal, workflow);
        var applied = ThresholdStage.For(turn, workflow);
        var moved = MovedBy(signal, workflow, book);
        return (applied, moved, Step(signal, moved, mode, book, applied, workflow, turn.Now));
    }

    private static EpisodeStep Step(
        Signal signal, Moved? moved, SignalMode mode, EpisodeBook book, AppliedThreshold applied, Workflow workflow,
        DateTimeOffset now)
    {
        var rule = workflow.Rule;
        if (!rule.Latches)
            return EpisodeStage.Alone(book, signal.Value, applied.Line, signal.Source);
        var compared = rule.Change is null ? signal.Value : moved?.Change ?? Numerics.Rational.Undefined;
        var step = mode.IsAnew()
            ? EpisodeStage.Recheck(book, compared, applied.Line, rule.Rearm, signal.Source)
            : EpisodeStage.Advance(book, compared, applied.Line, rule.Rearm, signal.Source);
        return rule.OnlyCrossings ? EpisodeStage.OnlyCrossing(step, PastOf(signal, workflow, book), mode)
            : EndsSoonDecision.OnlyNews(step, book, workflow, signal, mode, now);
    }

    private static Verdict Tell(
        Turn turn,
        Signal signal,
        SignalMode mode,
        Workflow workflow,
        EpisodeBook book,
        AppliedThreshold applied,
        EpisodeStep step,
        Moved? moved)
    {
        var verdict = new Verdict(signal, mode, workflow, book, applied, step, Telling.Nothing) { Moved = moved };
        return verdict with
        {
            Telling = NewsStage.For(verdict, turn)
                .Then(AudienceStage.Judge, verdict, turn)
                .Then(CategoryStage.Judge, verdict, turn)
                .Then(PortfolioStage.Judge, verdict, turn)
                .Then(BehaviourStage.Judge, verdict, turn)
                .Then(AttentionStage.Judge, verdict, turn)
                .Then(TimingStage.Judge, verdict, turn)
                .Then(ChannelStage.Judge, verdict, turn)
                .Then(AudienceStage.Mute, verdict, turn)
                .Then(WordingStage.Judge, verdict, turn),
        };
    }

    /// <summary>The present episodes of a signal's position.</summary>
    public static EpisodeBook BookOf(WalletState state, Signal signal) =>
        state.Tracks.TryGetValue(signal.Workflow, out var track)
        && track.Episodes.TryGetValue(signal.Subject, out var book)
            ? book
            : state.NumbersUsed == 0 ? EpisodeBook.Empty : EpisodeBook.Empty with { Last = state.NumbersUsed };
}
