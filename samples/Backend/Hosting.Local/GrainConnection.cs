using Kwala.Client;
using Microsoft.Extensions.Options;

namespace Kwala.Backend.Hosting.Local;

/// <summary>The one-process runtime has no clients outside of its process.</summary>
internal static class GrainConnection
{
    /// <exception cref="OptionsValidationException">Always: what to set instead.</exception>
    public static void AddKwalaOverGrains(this WebApplicationBuilder builder) => throw new OptionsValidationException(
        KwalaHttpOptions.Section,
        typeof(KwalaHttpOptions),
        [
            $"{KwalaHttpOptions.Section}:BaseAddress is not set, and this build can join no cluster "
            + "(OrleansRuntime=Local): set it to the HTTP API, or build with -p:OrleansRuntime=Cluster.",
        ]);
}
