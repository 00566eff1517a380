using System.Diagnostics;

namespace Kwala.Silo.Hosting.Local;

/// <summary>Runs the grains in this process alone.</summary>
internal static class OrleansRuntime
{
    /// <summary>Whether grains may run in other processes than the one that asks them.</summary>
    public static bool HasCluster => false;

    /// <summary>Adds the runtime that <c>OrleansRuntime</c> chose at build time.</summary>
    public static void AddOrleansRuntime(this WebApplicationBuilder builder) => builder.UseOrleans(_ => { });

    /// <summary>Never called: the configuration's check refuses a role that needs it.</summary>
    public static void AddOrleansClient(this WebApplicationBuilder _) =>
        throw new UnreachableException("One process has no clients.");
}
