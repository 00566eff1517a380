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

    /// <summary>Starts so many silos, and the API.</summary>
    public static async Task<SiloProcesses> Start(BusyChain chain, int silos)
    {
        var started = new SiloProcesses(chain);
        for (var silo = 0; silo < silos; silo++)
            await started.Add();
        started.Web = await KwalaProcess.Start(chain.Deployment, ("Kwala:Role", "web"));
        return started;
    }

    /// <summary>One silo more.</summary>
    public Task<KwalaProcess> Add() => Add(FreePort.AnyAsText());

    /// <summary>One silo more, which the others are told to reach through a cable that can be cut.</summary>
    public async Task<(KwalaProcess Silo, Cable Cable)> AddBehindCable()
    {
        var inner = FreePort.Any();
        var cable = Cable.To(inner);
        return (await Add($"{cable.Port}", ("Orleans:Endpoints:SiloListeningPort", $"{inner}")), cable);
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    private async Task<KwalaProcess> Add(string port, params (string Setting, string Value)[] own)
    {
        var silo = await KwalaProcess.Start(
            _chain.Deployment,
            [
                ("Kwala:Role", "silo"),
                ("Orleans:Endpoints:AdvertisedIPAddress", "127.0.0.1"),
                ("Orleans:Endpoints:SiloPort", port),
                ("Orleans:Endpoints:GatewayPort", FreePort.AnyAsText()),
                .. own,
            ]);
        _silos.Add(silo);
        return silo;
    }
}
