using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Workflows;

/// <summary>The changes that the registry can undergo. Pure: what changes nothing gives the same reference.</summary>
internal static class RegistryChange
{
    /// <summary>The file that owns the live workflow of this name; null where none does.</summary>
    public static string? OwnerOf(this RegistryStored registry, WorkflowId id) =>
        registry.Live.TryGetValue(id.Value, out var hash)
        && registry.Versions[hash] is { Origin: WorkflowOrigin.File } version
            ? version.Name
            : null;

    /// <summary>
    /// The workflow made live. The same text from the same place changes nothing, nor does what a file still holds
    /// after it was rolled back.
    /// </summary>
    public static RegistryStored With(
        this RegistryStored registry,
        Workflow workflow,
        WorkflowSource source,
        WorkflowOrigin origin,
        DateTimeOffset now)
    {
        var hash = workflow.Hash.ToString();
        if (registry.Live.GetValueOrDefault(workflow.Id.Value) == hash
            && registry.Versions[hash] is var live && live.Origin == origin && live.Name == source.Name)
            return registry;
        if (origin == WorkflowOrigin.File && registry.IsWithdrawn(hash))
            return registry;
        return registry.WithVersion(workflow, source, origin, now).WithLive(workflow.Id, hash, now);
    }

    /// <summary>A version that can be read by its hash from now on.</summary>
    public static RegistryStored WithVersion(
        this RegistryStored registry,
        Workflow workflow,
        WorkflowSource source,
        WorkflowOrigin origin,
        DateTimeOffset now)
    {
        var hash = workflow.Hash.ToString();
        var version = new VersionStored
        {
            Id = workflow.Id.Value,
            Name = source.Name,
            Yaml = source.Yaml,
            Origin = origin,
            Since = registry.Versions.GetValueOrDefault(hash)?.Since ?? now,
        };
        return registry with
        {
            Versions = new SortedDictionary<string, VersionStored>(registry.Versions) { [hash] = version },
        };
    }

    /// <summary>The workflow taken out of use; its versions stay.</summary>
    public static RegistryStored Without(this RegistryStored registry, WorkflowId id)
    {
        var live = new SortedDictionary<string, string>(registry.Live);
        return live.Remove(id.Value)
            ? registry with
            {
                Revision = registry.Revision + 1,
                Live = live,
                Rollouts = registry.Rollouts.Without(id.Value),
            }
            : registry;
    }

    /// <summary>
    /// Without the workflows of files that are gone, and without those that a file still there does not hold any more.
    /// </summary>
    /// <param name="registry">The registry.</param>
    /// <param name="isGone">Whether the file of this name is no longer there.</param>
    /// <param name="held">What the readable files hold now; a file with mistakes keeps what it held.</param>
    public static RegistryStored WithoutFiles(
        this RegistryStored registry, Func<string, bool> isGone, IEnumerable<WorkflowId> held)
    {
        var kept = held.ToHashSet();
        var readable = kept.Select(id => registry.OwnerOf(id)).ToHashSet();
        return registry.OfFiles()
            .Where(id => !kept.Contains(id)
                && registry.OwnerOf(id) is { } file && (isGone(file) || readable.Contains(file)))
            .Aggregate(registry, Without);
    }

    /// <summary>The live workflows that files own, by name.</summary>
    public static IEnumerable<WorkflowId> OfFiles(this RegistryStored registry) => registry.Live.Keys
        .Select(id => new WorkflowId(id))
        .Where(id => registry.OwnerOf(id) is not null);

    /// <summary>The live versions by name.</summary>
    public static ImmutableArray<WorkflowVersion> LiveVersions(this RegistryStored registry) =>
        [.. registry.Live.Values.Select(hash => registry.Versions[hash].ToVersion(hash))];
}
