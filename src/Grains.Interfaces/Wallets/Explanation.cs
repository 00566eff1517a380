using System.Diagnostics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>Why one log led to a message under one workflow, or why it did not, or why that cannot be said.</summary>
[GenerateSerializer, Immutable, Alias("kwala.Explanation")]
public abstract record Explanation
{
    private Explanation()
    {
    }

    /// <summary>The decision, made again.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.Explanation.Decided")]
    public sealed record Decided : Explanation
    {
        /// <summary>With all of its reasons, also where nothing matched.</summary>
        [Id(0)]
        public required DecisionRecord Decision { get; init; }

        /// <summary>The decision as it was stored when the log was observed; null where nothing changed then.</summary>
        [Id(1)]
        public DecisionRecord? Stored { get; init; }

        /// <summary>
        /// Since when the preferences that it was decided with are in force; null where those of the block's time are
        /// not known any more and the present ones were taken.
        /// </summary>
        [Id(2)]
        public DateTimeOffset? PreferencesSince { get; init; }

        /// <summary>
        /// Whether it was decided with the episode as it stood before the log; false where the history does not reach
        /// back so far and the present one was taken.
        /// </summary>
        [Id(3)]
        public required bool EpisodeKnown { get; init; }
    }

    /// <summary>It cannot be said.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.Explanation.Refused")]
    public sealed record Refused : Explanation
    {
        /// <summary>Of which workflow; null for all that were asked about.</summary>
        [Id(0)]
        public WorkflowId? Workflow { get; init; }

        /// <summary>Why not.</summary>
        [Id(1)]
        public required ExplainRefusal Why { get; init; }

        /// <summary>The same for people, with the remedy.</summary>
        [Id(2)]
        public required string Detail { get; init; }
    }

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<Decided, T> decided, Func<Refused, T> refused) => this switch
    {
        Decided it => decided(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Why a log cannot be explained.</summary>
[GenerateSerializer, Alias("kwala.ExplainRefusal")]
public enum ExplainRefusal
{
    /// <summary>The deployment does not follow this chain.</summary>
    ChainNotConfigured = 0,

    /// <summary>The transaction has no such log, or none that a live workflow of the chain listens to.</summary>
    LogNotFound = 1,

    /// <summary>No node gave a trustworthy answer; ask again later.</summary>
    NodeUnreachable = 2,

    /// <summary>No live workflow has this name, or none listens to this chain.</summary>
    WorkflowUnknown = 3,
}
