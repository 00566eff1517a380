using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>A whole Kwala in this process, as <c>kwala run</c> composes it.</summary>
internal sealed class RunningKwala : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningKwala(WebApplication app) => _app = app;

    public IKwalaClient Client => _app.Services.GetRequiredService<IKwalaClient>();

    /// <summary>Where its HTTP API is.</summary>
    public Uri Api => new(_app.Urls.First());

    /// <param name="deployment">What to run.</param>
    /// <param name="time">Its clock; the system's where none is given.</param>
    public static async Task<RunningKwala> Start(Fixture.Deployment deployment, TimeProvider? time = null)
    {
        var app = KwalaHost.Build(
            KwalaHost.Builder(null, deployment.Settings),
            services => services.AddSingleton(time ?? TimeProvider.System));
        await app.StartAsync();
        return new RunningKwala(app);
    }

    /// <summary>Ends when everything up to this block is decided and durable.</summary>
    public Task HasRead(long block) => Eventually.Holds(async () =>
        await Client.Deployment.ReadStatus(default) is ReadOutcome<DeploymentStatus>.Found { Value.Chains: var chains }
        && chains.All(chain => !chain.Depths.IsEmpty && chain.Depths.All(depth => depth.Next > block)));

    /// <summary>How its one chain is.</summary>
    public async Task<ChainStatus> Status() => Assert.Single((await Deployment()).Chains);

    /// <summary>How all of it is.</summary>
    public async Task<DeploymentStatus> Deployment() =>
        Assert.IsType<ReadOutcome<DeploymentStatus>.Found>(await Client.Deployment.ReadStatus(default)).Value;

    /// <summary>The outcomes of a wallet's stored decisions, oldest first.</summary>
    public async Task<string[]> Outcomes(Address wallet)
    {
        var page = await Client.Wallets.ReadDecisions(wallet, new HistoryFilter(Limit: 500), default);
        return [.. Assert.IsType<ReadOutcome<Page<HistoryEntry>>.Found>(page).Value.Items.Reverse().Select(it => it.Outcome)];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
