using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Wallets;

/// <summary>What is to be decided without consequences.</summary>
[GenerateSerializer, Immutable, Alias("kwala.DryRunAsked")]
public sealed record DryRunAsked
{
    /// <summary>
    /// The text of a workflow that need not be live; null for the live one of <see cref="Workflow"/>.
    /// </summary>
    [Id(0)]
    public string? Yaml { get; init; }

    /// <summary>The name of a live workflow; not looked at where there is a text.</summary>
    [Id(1)]
    public WorkflowId? Workflow { get; init; }

    /// <summary>
    /// A value that the wallet might meet now, as a decimal number; what is none counts as undefined. Null where a log
    /// is given.
    /// </summary>
    [Id(2)]
    public string? Value { get; init; }

    /// <summary>The position that the value is of; null for the only one that is known.</summary>
    [Id(3)]
    public string? Subject { get; init; }

    /// <summary>The transaction of a log of the past; null where a value is given.</summary>
    [Id(4)]
    public Bytes32? Transaction { get; init; }

    /// <summary>The log's index in its block.</summary>
    [Id(5)]
    public int LogIndex { get; init; }
}

/// <summary>What would have been decided, or why that cannot be said.</summary>
[GenerateSerializer, Immutable, Alias("kwala.DryRunAnswer")]
public abstract record DryRunAnswer
{
    private DryRunAnswer()
    {
    }

    /// <summary>The decision, with all of its reasons. Nothing changed.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.DryRunAnswer.Decided")]
    public sealed record Decided : DryRunAnswer
    {
        /// <summary>The decision.</summary>
        [Id(0)]
        public required DecisionRecord Decision { get; init; }
    }

    /// <summary>The workflow's text has mistakes: all of them.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.DryRunAnswer.Mistaken")]
    public sealed record Mistaken : DryRunAnswer
    {
        /// <summary>The mistakes.</summary>
        [Id(0)]
        public required ImmutableArray<WorkflowMistake> Mistakes { get; init; }
    }

    /// <summary>It cannot be said.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.DryRunAnswer.Refused")]
    public sealed record Refused : DryRunAnswer
    {
        /// <summary>Why not.</summary>
        [Id(0)]
        public required ExplainRefusal Why { get; init; }

        /// <summary>The same for people, with the remedy.</summary>
        [Id(1)]
        public required string Detail { get; init; }
    }

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<DecisionRecord, T> decided,
        Func<ImmutableArray<WorkflowMistake>, T> mistaken,
        Func<Refused, T> refused) => this switch
        {
            Decided it => decided(it.Decision),
            Mistaken it => mistaken(it.Mistakes),
            Refused it => refused(it),
            _ => throw new UnreachableException(),
        };
}
