using System.Collections.Immutable;
using Kwala.Grains;
using Kwala.Storage.Azure;
using Kwala.Storage.Postgres;

namespace Kwala.Silo.Hosting;

/// <summary>What a process does for its deployment.</summary>
internal enum HostRole
{
    /// <summary>Everything: a deployment of one process, or a silo that serves the API too.</summary>
    All,

    /// <summary>Runs grains, and serves over HTTP only how it is.</summary>
    Silo,

    /// <summary>Serves the API by the grains of other processes.</summary>
    Web,
}

/// <summary>The role that a configuration names, and what is wrong with it.</summary>
internal static class HostRoles
{
    /// <summary>Where it stands.</summary>
    public const string Place = "Kwala:Role";

    // Who sets these wants several silos. With a file each they would be as many deployments: each owner would be told
    // by every one of them.
    private static readonly string[] OfOthers =
        ["Orleans:Endpoints:AdvertisedIPAddress", "Orleans:Endpoints:SiloListeningPort", "Orleans:ClusterId"];

    /// <summary>The role; where none or no such one is named, everything.</summary>
    public static HostRole Of(IConfiguration configuration) =>
        Enum.TryParse<HostRole>(configuration[Place], ignoreCase: true, out var role) && Enum.IsDefined(role)
            ? role
            : HostRole.All;

    /// <summary>One line per mistake, with its remedy.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="hasCluster">Whether this program can run grains in several processes.</param>
    public static ImmutableArray<string> Mistakes(IConfiguration configuration, bool hasCluster)
    {
        var role = Of(configuration);
        if (!hasCluster)
            return role == HostRole.All
                ? []
                :
                [
                    $"{Place} must be all: this program runs everything in one process. Build it with "
                    + "-p:OrleansRuntime=Cluster to run silos and the API apart.",
                ];
        var mistakes = ImmutableArray.CreateBuilder<string>();
        if (!StoreChoice.IsShared(configuration))
            mistakes.AddRange(OfOthers.Where(it => configuration[it] is not null).Select(it =>
                $"{it} is for silos that find one another in the store that they share, and the embedded store is of "
                + $"one process alone. Set {PostgresOptions.Section} or {AzureOptions.Section}, which on one machine "
                + "may be Azure's emulator (docs/cluster.md), or leave it out."));
        if (role == HostRole.All)
            return mistakes.ToImmutable();
        if (role == HostRole.Web && !StoreChoice.IsShared(configuration))
            mistakes.Add(
                $"{Place} is web, which finds the silos in the store that they share: set "
                + $"{PostgresOptions.Section} or {AzureOptions.Section}.");
        var links = configuration.GetSection(LinksOptions.Section);
        if (links[nameof(LinksOptions.PublicUrl)] is not null && !links.GetSection(nameof(LinksOptions.Keys)).Exists())
            mistakes.Add(
                $"{LinksOptions.Section}:{nameof(LinksOptions.Keys)} is empty: links that one process makes another "
                + "one answers. Set the same keys for all of them.");
        return mistakes.ToImmutable();
    }
}
