using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>
/// A node with one market, a running Kwala that tells a gate, and callers of its API; shared by the tests of a class,
/// which take different wallets.
/// </summary>
public sealed class LendingWorld : IAsyncLifetime
{
    private AnvilNode? _node;
    private Deployment? _deployment;

    internal string? Missing { get; private set; }

    internal Gate Gate { get; private set; } = null!;

    internal LendingMarket Market { get; private set; } = null!;

    internal RunningKwala Kwala { get; private set; } = null!;

    internal Api Operator { get; private set; } = null!;

    internal Api Backend { get; private set; } = null!;

    internal Api Anyone { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Missing = await NodeServices.MissingReason();
        if (Missing is not null)
            return;
        _node = await AnvilNode.Start();
        Gate = await Gate.Start();
        _deployment = new Deployment(_node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(Gate.Url);
        Market = await LendingMarket.Deploy(_node);
        Kwala = await RunningKwala.Start(_deployment);
        Operator = new Api(Kwala, Deployment.ApiKey);
        Backend = new Api(Kwala, Deployment.BackendKey);
        Anyone = new Api(Kwala, null);
    }

    public async Task DisposeAsync()
    {
        if (Missing is not null)
            return;
        Operator.Dispose();
        Backend.Dispose();
        Anyone.Dispose();
        await Kwala.DisposeAsync();
        _deployment!.Dispose();
        await Gate.DisposeAsync();
        await _node!.DisposeAsync();
    }
}
