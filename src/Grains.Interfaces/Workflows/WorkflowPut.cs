using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Orleans;

namespace Kwala.Grains.Interfaces.Workflows;

/// <summary>What became of a workflow that was put.</summary>
[GenerateSerializer, Immutable, Alias("kwala.WorkflowPut")]
public abstract record WorkflowPut
{
    private WorkflowPut()
    {
    }

    /// <summary>It is live.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.WorkflowPut.Accepted")]
    public sealed record Accepted : WorkflowPut
    {
        /// <summary>The name that it gives itself.</summary>
        [Id(0)]
        public required WorkflowId Id { get; init; }

        /// <summary>Its content hash.</summary>
        [Id(1)]
        public required Bytes32 Hash { get; init; }

        /// <summary>The revision of the live workflows; as before where the same text was live already.</summary>
        [Id(2)]
        public required long Revision { get; init; }
    }

    /// <summary>It has mistakes; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.WorkflowPut.Refused")]
    public sealed record Refused : WorkflowPut
    {
        /// <summary>All of them.</summary>
        [Id(0)]
        public required ImmutableArray<WorkflowMistake> Mistakes { get; init; }
    }

    /// <summary>A file owns the workflow of this name: change the file instead.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.WorkflowPut.OwnedByFile")]
    public sealed record OwnedByFile : WorkflowPut
    {
        /// <summary>The file's name.</summary>
        [Id(0)]
        public required string File { get; init; }
    }

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<Accepted, T> accepted,
        Func<ImmutableArray<WorkflowMistake>, T> refused,
        Func<string, T> ownedByFile) => this switch
        {
            Accepted it => accepted(it),
            Refused it => refused(it.Mistakes),
            OwnedByFile it => ownedByFile(it.File),
            _ => throw new UnreachableException(),
        };
}

/// <summary>What became of the taking out of use of a workflow.</summary>
[GenerateSerializer, Immutable, Alias("kwala.WorkflowRemoval")]
public abstract record WorkflowRemoval
{
    private WorkflowRemoval()
    {
    }

    /// <summary>It is not live any more.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.WorkflowRemoval.Deleted")]
    public sealed record Deleted : WorkflowRemoval
    {
        /// <summary>The revision of the live workflows.</summary>
        [Id(0)]
        public required long Revision { get; init; }
    }

    /// <summary>No live workflow has this name.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.WorkflowRemoval.NotFound")]
    public sealed record NotFound : WorkflowRemoval;

    /// <summary>A file owns it: remove the file instead.</summary>
    [GenerateSerializer, Immutable, Alias("kwala.WorkflowRemoval.OwnedByFile")]
    public sealed record OwnedByFile : WorkflowRemoval
    {
        /// <summary>The file's name.</summary>
        [Id(0)]
        public required string File { get; init; }
    }

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<long, T> deleted, Func<T> notFound, Func<string, T> ownedByFile) => this switch
    {
        Deleted it => deleted(it.Revision),
        NotFound => notFound(),
        OwnedByFile it => ownedByFile(it.File),
        _ => throw new UnreachableException(),
    };
}

/// <summary>What became of the workflow files of a deployment.</summary>
[GenerateSerializer, Immutable, Alias("kwala.FileSync")]
public sealed record FileSync
{
    /// <summary>The revision of the live workflows.</summary>
    [Id(0)]
    public required long Revision { get; init; }

    /// <summary>The live workflows that files own, by name.</summary>
    [Id(1)]
    public required ImmutableArray<WorkflowId> Live { get; init; }

    /// <summary>The mistakes of all files; the last good version of such a file stays live.</summary>
    [Id(2)]
    public required ImmutableArray<WorkflowMistake> Mistakes { get; init; }
}
