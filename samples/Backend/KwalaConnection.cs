using Kwala.Client;

namespace Kwala.Backend;

/// <summary>Chooses by configuration how Kwala is reached; nothing else of this backend knows.</summary>
internal static class KwalaConnection
{
    /// <summary>
    /// Over HTTP where <c>Kwala:Client:Http:BaseAddress</c> is set, else as a client of the cluster.
    /// </summary>
    public static void AddKwala(this WebApplicationBuilder builder)
    {
        var http = builder.Configuration.GetSection(KwalaHttpOptions.Section);
        if (http[nameof(KwalaHttpOptions.BaseAddress)] is { Length: > 0 })
            builder.Services.AddKwalaHttpClient(http.Bind);
        else
            builder.AddKwalaOverGrains();
    }
}
