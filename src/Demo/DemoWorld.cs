using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Demo.Chain;
using Kwala.Demo.Sinks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kwala.Demo;

/// <summary>
/// Everything outside of Kwala that a demonstration needs, on loopback: a small lending chain that speaks JSON-RPC and
/// sinks that speak Telegram's, SMTP's and a webhook's protocol. Nothing leaves the machine.
/// </summary>
public sealed class DemoWorld : IAsyncDisposable
{
    private readonly WebApplication _doors;
    private readonly SmtpSink _mail;

    private DemoWorld(WebApplication doors, SmtpSink mail, DemoChain chain, Arrivals arrivals)
    {
        (_doors, _mail, Chain, Arrivals) = (doors, mail, chain, arrivals);
    }

    internal static ChainId ChainId { get; } =
        new(string.Create(CultureInfo.InvariantCulture, $"eip155:{JsonRpcDoor.ChainNumber}"));

    internal DemoChain Chain { get; }

    internal Arrivals Arrivals { get; }

    /// <summary>Starts chain and sinks on free loopback ports.</summary>
    public static async Task<DemoWorld> Start(TimeProvider time, CancellationToken cancellationToken)
    {
        var arrivals = new Arrivals();
        var chain = new DemoChain(time.GetUtcNow());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var doors = builder.Build();
        doors.MapJsonRpc(chain);
        doors.MapTelegram(arrivals, time);
        doors.MapWebhook(arrivals);
        await doors.StartAsync(cancellationToken);
        return new DemoWorld(doors, new SmtpSink(arrivals), chain, arrivals);
    }

    /// <summary>The configuration that points Kwala at this world, in the keys of docs/configuration.md.</summary>
    /// <param name="folder">An empty folder for the store and the workflow file.</param>
    public Dictionary<string, string?> Configuration(string folder) => DemoConfiguration.For(
        new Uri(_doors.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        _mail.Port,
        folder);

    /// <summary>Closes all doors.</summary>
    public async ValueTask DisposeAsync()
    {
        await _doors.DisposeAsync();
        await _mail.DisposeAsync();
    }
}
