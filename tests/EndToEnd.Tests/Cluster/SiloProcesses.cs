using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>Silos of one deployment, each a process, and a process that serves the API and runs no grains.</summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    private readonly BusyChain _chain;
    private readonly List<KwalaProcess> _silos = [];

    private SiloProcesses(BusyChain chain) => _chain = chain;

    public IReadOnlyList<KwalaProcess> All => _silos;

    /// <summary>A client of the cluster.</summary>
    public KwalaProcess Web { get; private set; } = null!;

    /// <summary>Starts the API first, which waits for silos, and then so many of them.</summary>
    /// <param name="chain">What they follow.</param>
    /// <param name="silos">How many.</param>
    /// <param name="cables">Lies between them; null for none.</param>
    public static async Task<SiloProcesses> Start(BusyChain chain, int silos, Cables? cables = null)
    {
        var started = new SiloProcesses(chain);
        var web = KwalaProcess.Start(chain.Deployment, ("Kwala:Role", "web"));
        for (var silo = 0; silo < silos; silo++)
            await started.Add(cables);
        started.Web = await web;
        return started;
    }

    /// <summary>The name by which a silo's messages are known, by its place among all that were started.</summary>
    public static string NameOf(int silo) => $"silo-{silo}";

    /// <summary>One silo more.</summary>
    public async Task Add(Cables? cables = null)
    {
        var inner = FreePort.Any();
        _silos.Add(await KwalaProcess.Start(
            _chain.Deployment,
            ("Kwala:Role", "silo"),
            // The receiver sees from whom it has a message.
            ("Kwala:Channels:Webhook:Url", $"{_chain.Gate.Url}?from={NameOf(_silos.Count)}"),
            ("Orleans:Endpoints:AdvertisedIPAddress", "127.0.0.1"),
            ("Orleans:Endpoints:SiloPort", cables?.Lay(inner) ?? inner),
            ("Orleans:Endpoints:SiloListeningPort", inner),
            ("Orleans:Endpoints:GatewayPort", FreePort.Any())));
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }
}
