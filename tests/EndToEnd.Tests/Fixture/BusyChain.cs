using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>
/// A node on which 5,000 wallets hold a position in each of two markets, a database that can be restarted, a gate that
/// is told, and a deployment between them that the test runs as it likes.
/// </summary>
internal sealed class BusyChain : IAsyncDisposable
{
    private const int Wallets = 5000;
    private const int ReportsPerBlock = 500;

    // Every position at 1.30: none of the wallets has chosen a tier.
    private readonly Oracle _oracle = new(_ => 1.30m);
    private readonly Random _random = new(4);
    private readonly AnvilNode _node;
    private readonly LendingMarket[] _markets;

    private BusyChain(AnvilNode node, LendingMarket[] markets, PostgresServer database, Gate gate)
    {
        (_node, _markets, Database, Gate) = (node, markets, database, gate);
        Deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow())
            .WithWebhook(gate.Url).WithPostgres(database.ConnectionString);
    }

    public PostgresServer Database { get; }

    public Gate Gate { get; }

    public Deployment Deployment { get; }

    /// <summary>The newest block that has events.</summary>
    public long Last { get; private set; }

    /// <summary>All of it; the tables are made. Skips the test where node or database cannot be had.</summary>
    public static async Task<BusyChain> Start()
    {
        var missing = PostgresServer.MissingReason ?? await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        var node = await AnvilNode.Start();
        var chain = new BusyChain(
            node,
            [await LendingMarket.Deploy(node), await LendingMarket.Deploy(node)],
            await PostgresServer.Start(),
            await Gate.Start());
        await KwalaProcess.Migrate(chain.Deployment);
        return chain;
    }

    /// <summary>One event for every position: 10,000, in 20 blocks.</summary>
    public async Task Report()
    {
        for (var first = 0; first < Wallets; first += ReportsPerBlock)
            foreach (var market in _markets)
            {
                var reports = Enumerable.Range(first, ReportsPerBlock)
                    .Select(wallet => (People.Wallet(wallet), HealthFactor: 1 + (_random.Next(0, 80) / 100m)))
                    .ToArray();
                Last = await market.Report(reports);
                _oracle.Report(market, reports);
            }
    }

    /// <summary>
    /// Ends when all blocks were read, checked and decided, as this process tells, and everybody was told who had to be:
    /// each of them once, as the gate sees it by the messages' ids.
    /// </summary>
    public async Task EverybodyWasToldOnce(KwalaProcess teller)
    {
        await Eventually.Holds(async () => await teller.Status() is { } status
            && status.GetProperty("chains")[0].GetProperty("depths") is { } depths && depths.GetArrayLength() > 0
            && depths[0].GetProperty("nextBlock").GetInt64() > Last);
        await Gate.Has(_oracle.Alerts.Count);
        var depth = (await teller.Status())!.Value.GetProperty("chains")[0].GetProperty("depths")[0];
        var told = Gate.Passed.DistinctBy(it => it.Id).Select(it => (it.Wallet, it.Subject, it.Episode)).ToArray();

        Assert.True(_oracle.Alerts.Count > 4000, $"Only {_oracle.Alerts.Count} crossings: the test would prove little.");
        Assert.Equal(_oracle.Alerts.Order(), told.Order());
        Assert.Equal(depth.GetProperty("blocksExpected").GetInt64(), depth.GetProperty("blocksSeen").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        Deployment.Dispose();
        await Gate.DisposeAsync();
        await Database.DisposeAsync();
        await _node.DisposeAsync();
    }
}
