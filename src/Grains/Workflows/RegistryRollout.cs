using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Workflows;

/// <summary>
/// Which version of a workflow decides for whom, and what decided before. Pure, as <see cref="RegistryChange"/>.
/// </summary>
internal static class RegistryRollout
{
    // Of each workflow; what is older is explained by the versions' own times.
    private const int PastMax = 100;

    private const int VersionsMax = 100;

    /// <summary>Whether a version was rolled back while the file that holds it was not changed since.</summary>
    public static bool IsWithdrawn(this RegistryStored registry, string hash) =>
        registry.Versions.GetValueOrDefault(hash)?.Withdrawn == true;

    /// <summary>A known version made the live one. Another live version than before ends the rollout.</summary>
    public static RegistryStored WithLive(
        this RegistryStored registry, WorkflowId id, string hash, DateTimeOffset now)
    {
        var next = registry with
        {
            Revision = registry.Revision + 1,
            Live = new SortedDictionary<string, string>(registry.Live) { [id.Value] = hash },
        };
        if (registry.Live.GetValueOrDefault(id.Value) == hash)
            return next;
        var versions = new SortedDictionary<string, VersionStored>(registry.Versions);
        foreach (var (known, version) in registry.Versions)
            if (version.Id == id.Value && version.Withdrawn is not null)
                versions[known] = version with { Withdrawn = null };
        return (next with { Versions = versions, Rollouts = registry.Rollouts.Without(id.Value) }).Noted(id, now);
    }

    /// <summary>A known version made the candidate of a live workflow, in place of the one before.</summary>
    public static RegistryStored WithRollout(
        this RegistryStored registry, WorkflowId id, RolloutStored rollout, DateTimeOffset now) =>
        rollout.Equals(registry.Rollouts?.GetValueOrDefault(id.Value))
            ? registry
            : (registry with
            {
                Revision = registry.Revision + 1,
                Rollouts = new SortedDictionary<string, RolloutStored>(registry.Rollouts ?? [])
                {
                    [id.Value] = rollout,
                },
            }).Noted(id, now);

    /// <summary>Without the candidate of a workflow.</summary>
    public static RegistryStored WithoutRollout(this RegistryStored registry, WorkflowId id, DateTimeOffset now) =>
        registry.Rollouts?.ContainsKey(id.Value) != true
            ? registry
            : (registry with
            {
                Revision = registry.Revision + 1,
                Rollouts = registry.Rollouts.Without(id.Value),
            }).Noted(id, now);

    /// <summary>
    /// A former version made the live one, for all wallets. Whoever owns the workflow owns it as before; what a file
    /// put in its place is withdrawn.
    /// </summary>
    public static RegistryStored RolledBack(
        this RegistryStored registry, WorkflowId id, string hash, DateTimeOffset now)
    {
        var live = registry.Live[id.Value];
        if (live == hash)
            return registry.WithoutRollout(id, now);
        var next = registry.WithLive(id, hash, now);
        var replaced = next.Versions[live];
        next.Versions[hash] = next.Versions[hash] with { Origin = replaced.Origin, Name = replaced.Name };
        if (replaced.Origin == WorkflowOrigin.File)
            next.Versions[live] = replaced with { Withdrawn = true };
        return next;
    }

    /// <summary>
    /// The version of a workflow that decided at an instant, for a wallet or for those with the live version; null for
    /// none. Before that was kept, the one that was put last; one that is put again counts from its first time.
    /// </summary>
    public static WorkflowVersion? DecidingAt(
        this RegistryStored registry, WorkflowId id, DateTimeOffset at, Address? wallet = null)
    {
        var then = registry.Past?.GetValueOrDefault(id.Value)?.LastOrDefault(it => it.Since <= at);
        var hash = then is null
            ? registry.Newest(id, at).LastOrDefault()
            : wallet is { } asked && then.Rollout is { } rollout && Rollout.IsWithin(id, asked, rollout.Percent)
                ? rollout.Candidate
                : then.Live;
        return hash is null ? null : registry.Versions[hash].ToVersion(hash);
    }

    /// <summary>Which versions of a workflow decide; null where it is not live.</summary>
    public static RolloutStanding? StandingOf(this RegistryStored registry, WorkflowId id)
    {
        if (!registry.Live.TryGetValue(id.Value, out var live))
            return null;
        var rollout = registry.Rollouts?.GetValueOrDefault(id.Value);
        return new RolloutStanding
        {
            Live = StoredParts.ToBytes32(live),
            Candidate = rollout is null ? null : StoredParts.ToBytes32(rollout.Candidate),
            Percent = rollout?.Percent ?? 0,
            Shadow = rollout?.Shadow ?? false,
            Since = registry.Past?.GetValueOrDefault(id.Value)?[^1].Since,
            Versions =
            [
                .. registry.Newest(id, DateTimeOffset.MaxValue).Reverse().Take(VersionsMax).Select(hash =>
                    new KnownVersion { Hash = StoredParts.ToBytes32(hash), Since = registry.Versions[hash].Since }),
            ],
        };
    }

    /// <summary>The candidates of all live workflows.</summary>
    public static ImmutableArray<CandidateVersion> Candidates(this RegistryStored registry) =>
    [
        .. (registry.Rollouts ?? []).Values.Select(it => new CandidateVersion
        {
            Version = registry.Versions[it.Candidate].ToVersion(it.Candidate),
            Percent = it.Percent,
            Shadow = it.Shadow,
        }),
    ];

    /// <summary>Without an entry; null where none is left.</summary>
    public static SortedDictionary<string, RolloutStored>? Without(
        this SortedDictionary<string, RolloutStored>? rollouts, string id)
    {
        if (rollouts?.ContainsKey(id) != true)
            return rollouts;
        var left = new SortedDictionary<string, RolloutStored>(rollouts);
        left.Remove(id);
        return left.Count == 0 ? null : left;
    }

    private static IEnumerable<string> Newest(this RegistryStored registry, WorkflowId id, DateTimeOffset at) =>
        registry.Versions.Where(it => it.Value.Id == id.Value && it.Value.Since <= at)
            .OrderBy(it => it.Value.Since).Select(it => it.Key);

    private static RegistryStored Noted(this RegistryStored registry, WorkflowId id, DateTimeOffset now)
    {
        var noted = new DecidingStored
        {
            Since = now,
            Live = registry.Live[id.Value],
            Rollout = registry.Rollouts?.GetValueOrDefault(id.Value),
        };
        var before = registry.Past?.GetValueOrDefault(id.Value) ?? [];
        return registry with
        {
            Past = new SortedDictionary<string, DecidingStored[]>(registry.Past ?? [])
            {
                [id.Value] = [.. before.TakeLast(PastMax - 1), noted],
            },
        };
    }
}
