using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>
/// A node with one market, a gate that is told, and Kwala between them with callers of its API. Tests of a class share
/// one and take different wallets; a test that stops the node, the gate or Kwala sets one of its own.
/// </summary>
public sealed class LendingWorld : IAsyncLifetime, IAsyncDisposable
{
    internal string? Missing { get; private set; }

    internal AnvilNode Node { get; private set; } = null!;

    /// <summary>Stands before the node, where it was asked for.</summary>
    internal LyingNode Liar { get; private set; } = null!;

    internal Gate Gate { get; private set; } = null!;

    internal LendingMarket Market { get; private set; } = null!;

    internal Deployment Deployment { get; private set; } = null!;

    internal RunningKwala Kwala { get; private set; } = null!;

    internal Api Operator { get; private set; } = null!;

    internal Api Backend { get; private set; } = null!;

    internal Api Anyone { get; private set; } = null!;

    /// <summary>All but Kwala. Skips the test where the node cannot be had.</summary>
    internal static async Task<LendingWorld> Prepare(
        string? workflow = null, GateMode gate = GateMode.Open, bool lying = false)
    {
        var world = new LendingWorld();
        await world.Build(workflow ?? Deployment.HealthFactorWorkflow(), gate, lying);
        Skip.If(world.Missing is not null, world.Missing);
        return world;
    }

    /// <summary>All of it, running.</summary>
    internal static async Task<LendingWorld> Start(string? workflow = null)
    {
        var world = await Prepare(workflow);
        await world.StartKwala();
        return world;
    }

    internal async Task<RunningKwala> StartKwala()
    {
        Kwala = await RunningKwala.Start(Deployment);
        Operator = new Api(Kwala, Deployment.ApiKey);
        Backend = new Api(Kwala, Deployment.BackendKey);
        Anyone = new Api(Kwala, null);
        return Kwala;
    }

    internal async Task StopKwala()
    {
        Operator.Dispose();
        Backend.Dispose();
        Anyone.Dispose();
        await Kwala.DisposeAsync();
        Kwala = null!;
    }

    /// <summary>Empty blocks take the place of the newest ones.</summary>
    internal Task Reorg(int blocks = 1) => Node.Call("anvil_reorg", blocks, Array.Empty<object>());

    /// <summary>Mines so many empty blocks.</summary>
    internal Task Mine(int blocks) => Node.Call("anvil_mine", $"0x{blocks:x}");

    public async Task InitializeAsync()
    {
        await Build(Deployment.HealthFactorWorkflow(), GateMode.Open, lying: false);
        if (Missing is null)
            await StartKwala();
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is not null)
            return;
        if (Kwala is not null)
            await StopKwala();
        Deployment.Dispose();
        await Gate.DisposeAsync();
        if (Liar is not null)
            await Liar.DisposeAsync();
        await Node.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private async Task Build(string workflow, GateMode gate, bool lying)
    {
        Missing = await NodeServices.MissingReason();
        if (Missing is not null)
            return;
        Node = await AnvilNode.Start();
        if (lying)
            Liar = await LyingNode.Start(Node);
        Gate = await Gate.Start(gate);
        Deployment = new Deployment(Liar?.Url ?? Node.Url, workflow).WithWebhook(Gate.Url);
        Market = await LendingMarket.Deploy(Node);
    }
}
