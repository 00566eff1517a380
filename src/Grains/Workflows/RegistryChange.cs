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

    /// <summary>The workflow made live. The same text from the same place changes nothing.</summary>
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
        var version = new VersionStored
        {
            Id = workflow.Id.Value,
            Name = source.Name,
            Yaml = source.Yaml,
            Origin = origin,
            Since = registry.Versions.GetValueOrDefault(hash)?.Since ?? now,
        };
        return new RegistryStored
        {
            Revision = registry.Revision + 1,
            Versions = new SortedDictionary<string, VersionStored>(registry.Versions) { [hash] = version },
            Live = new SortedDictionary<string, string>(registry.Live) { [workflow.Id.Value] = hash },
        };
    }

    /// <summary>The workflow taken out of use; its versions stay.</summary>
    public static RegistryStored Without(this RegistryStored registry, WorkflowId id)
    {
        var live = new SortedDictionary<string, string>(registry.Live);
        return live.Remove(id.Value) ? registry with { Revision = registry.Revision + 1, Live = live } : registry;
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

    /// <summary>
    /// The version of a workflow that was put last before an instant; null for none. One that is put again counts from
    /// its first time.
    /// </summary>
    public static WorkflowVersion? NewestAt(this RegistryStored registry, WorkflowId id, DateTimeOffset at) =>
        registry.Versions.Where(it => it.Value.Id == id.Value && it.Value.Since <= at)
            .OrderBy(it => it.Value.Since)
            .Select(it => it.Value.ToVersion(it.Key))
            .LastOrDefault();

    /// <summary>The live versions by name.</summary>
    public static ImmutableArray<WorkflowVersion> LiveVersions(this RegistryStored registry) =>
        [.. registry.Live.Values.Select(hash => registry.Versions[hash].ToVersion(hash))];
}
