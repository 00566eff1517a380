namespace Kwala.Core.Behaviour;

/// <summary>What behaviour says about an alert.</summary>
public abstract record BehaviourVerdict
{
    private BehaviourVerdict()
    {
    }

    /// <summary>One parameter for each case.</summary>
    public abstract T Match<T>(
        Func<Tell, T> tell, Func<Explore, T> explore, Func<Suggest, T> suggest, Func<KeepBack, T> keepBack);

    /// <summary>Nothing learned speaks against it.</summary>
    /// <param name="Because">Why.</param>
    public sealed record Tell(TellReason Because) : BehaviourVerdict
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Tell, T> tell, Func<Explore, T> explore, Func<Suggest, T> suggest, Func<KeepBack, T> keepBack) =>
            tell(this);
    }

    /// <summary>The owner ignores these; this one is told to see whether that is still so.</summary>
    /// <param name="Evidence">The numbers.</param>
    public sealed record Explore(HabitEvidence Evidence) : BehaviourVerdict
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Tell, T> tell, Func<Explore, T> explore, Func<Suggest, T> suggest, Func<KeepBack, T> keepBack) =>
            explore(this);
    }

    /// <summary>The owner ignores these; learning only suggests, so that it is told.</summary>
    /// <param name="Evidence">The numbers.</param>
    /// <param name="NoticeDue">The owner has not been asked yet whether these should stop: ask now, once.</param>
    public sealed record Suggest(HabitEvidence Evidence, bool NoticeDue) : BehaviourVerdict
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Tell, T> tell, Func<Explore, T> explore, Func<Suggest, T> suggest, Func<KeepBack, T> keepBack) =>
            suggest(this);
    }

    /// <summary>The owner ignores these: it is kept back.</summary>
    /// <param name="Evidence">The numbers.</param>
    /// <param name="NoticeDue">
    /// The owner has not been told yet that these stop: say it now, once, with a way to undo it, and hand on
    /// <see cref="BehaviourEvent.Noticed"/>.
    /// </param>
    public sealed record KeepBack(HabitEvidence Evidence, bool NoticeDue) : BehaviourVerdict
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Tell, T> tell, Func<Explore, T> explore, Func<Suggest, T> suggest, Func<KeepBack, T> keepBack) =>
            keepBack(this);
    }
}

/// <summary>Why nothing learned speaks against an alert.</summary>
public enum TellReason
{
    /// <summary>It is critical: learning has no say (decision 13).</summary>
    Critical,

    /// <summary>Learning is off, in this deployment or by the owner.</summary>
    NotLearning,

    /// <summary>The owner undid the learning of these.</summary>
    KeptByOwner,

    /// <summary>The owner never responded to anything: perhaps responses cannot be seen.</summary>
    NeverResponded,

    /// <summary>Too little is known, or the owner responds to enough of these.</summary>
    WorthTelling,
}
