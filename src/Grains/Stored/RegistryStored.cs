using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;

namespace Kwala.Grains.Stored;

/// <summary>All versions of all workflows, and which are live.</summary>
internal sealed record RegistryStored
{
    public long Revision { get; init; }

    /// <summary>By content hash.</summary>
    public SortedDictionary<string, VersionStored> Versions { get; init; } = [];

    /// <summary>The live version's hash by workflow.</summary>
    public SortedDictionary<string, string> Live { get; init; } = [];

    /// <summary>The candidates by workflow; null for none.</summary>
    public SortedDictionary<string, RolloutStored>? Rollouts { get; init; }

    /// <summary>What decided from when on, by workflow, the newest last; null where that was not kept yet.</summary>
    public SortedDictionary<string, DecidingStored[]>? Past { get; init; }
}

internal sealed record RolloutStored
{
    /// <summary>Content hash of the candidate.</summary>
    public required string Candidate { get; init; }

    public required int Percent { get; init; }

    public bool Shadow { get; init; }
}

/// <summary>What decided from an instant on.</summary>
internal sealed record DecidingStored
{
    public required DateTimeOffset Since { get; init; }

    /// <summary>Content hash of the live version.</summary>
    public required string Live { get; init; }

    /// <summary>The candidate, where one decided for a share of the wallets or ran in shadow; null for none.</summary>
    public RolloutStored? Rollout { get; init; }
}

internal sealed record VersionStored
{
    public required string Id { get; init; }

    /// <summary>What errors call it: the file's name for a file.</summary>
    public required string Name { get; init; }

    public required string Yaml { get; init; }

    public required WorkflowOrigin Origin { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>It was rolled back: the file that holds it does not make it live again. Null for no.</summary>
    public bool? Withdrawn { get; init; }
}

/// <summary>Between a stored version and the one that callers see.</summary>
internal static class RegistryMap
{
    public static WorkflowVersion ToVersion(this VersionStored stored, string hash) => new()
    {
        Id = new WorkflowId(stored.Id),
        Hash = StoredParts.ToBytes32(hash),
        Source = new WorkflowSource(stored.Name, stored.Yaml),
        Origin = stored.Origin,
        Since = stored.Since,
    };
}
