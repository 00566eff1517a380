namespace Kwala.Silo.Hosting.Local;

/// <summary>Runs the grains in this process alone.</summary>
internal static class LocalRuntime
{
    /// <summary>Adds the runtime that <c>OrleansRuntime</c> chose at build time.</summary>
    public static void AddOrleansRuntime(this WebApplicationBuilder builder) => builder.UseOrleans(_ => { });
}
