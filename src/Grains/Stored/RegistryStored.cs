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
}

internal sealed record VersionStored
{
    public required string Id { get; init; }

    /// <summary>What errors call it: the file's name for a file.</summary>
    public required string Name { get; init; }

    public required string Yaml { get; init; }

    public required WorkflowOrigin Origin { get; init; }

    public required DateTimeOffset Since { get; init; }
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
