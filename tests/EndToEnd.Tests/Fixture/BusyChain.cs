using System.Globalization;
using Kwala.TestKit.Services;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>
/// A node on which many wallets hold a position in each of two markets, a store, a gate that is told, and a deployment
/// between them that the test runs as it likes.
/// </summary>
internal sealed class BusyChain : IAsyncDisposable
{
    private const int BlocksOfAMarket = 10;

    private static int _stores;

    // Every position at 1.30: none of the wallets has chosen a tier.
    private readonly Oracle _oracle = new(_ => 1.30m);
    private readonly Random _random = new(4);
    private readonly AnvilNode _node;
    private readonly LendingMarket[] _markets;
    private readonly int _wallets;
    private readonly PostgresServer? _database;

    private BusyChain(AnvilNode node, LendingMarket[] markets, int wallets, PostgresServer? database, Gate gate)
    {
        (_node, _markets, _wallets, _database, Gate) = (node, markets, wallets, database, gate);
        Deployment = new Deployment(node.Url, Deployment.HealthFactorWorkflow()).WithWebhook(gate.Url);
    }

    /// <summary>PostgreSQL, which can be restarted.</summary>
    public PostgresServer Database => _database ?? throw new InvalidOperationException("The store is another one.");

    public Gate Gate { get; }

    public Deployment Deployment { get; }

    /// <summary>The newest block that has events.</summary>
    public long Last { get; private set; }

    /// <summary>
    /// 5,000 wallets in PostgreSQL; the tables are made. Skips the test where node or database cannot be had.
    /// </summary>
    public static async Task<BusyChain> Start()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        var chain = await Start(5000, async () => await PostgresServer.Start());
        chain.Deployment.WithPostgres(chain.Database.ConnectionString);
        await KwalaProcess.Migrate(chain.Deployment);
        return chain;
    }

    /// <summary>300 wallets in Azure Storage, as Azurite keeps it. Skips the test where node or it cannot be had.</summary>
    public static async Task<BusyChain> StartOnAzure()
    {
        var chain = await Start(300, () => Task.FromResult<PostgresServer?>(null));
        chain.Deployment.WithAzure(
            (await AzuriteServer.Shared).ConnectionString,
            string.Create(CultureInfo.InvariantCulture, $"busy{Interlocked.Increment(ref _stores)}"));
        return chain;
    }

    private static async Task<BusyChain> Start(int wallets, Func<Task<PostgresServer?>> database)
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        var node = await AnvilNode.Start();
        return new BusyChain(
            node,
            [await LendingMarket.Deploy(node), await LendingMarket.Deploy(node)],
            wallets,
            await database(),
            await Gate.Start());
    }

    /// <summary>One event for every position, in 20 blocks.</summary>
    public async Task Report()
    {
        var some = _wallets / BlocksOfAMarket;
        for (var first = 0; first < _wallets; first += some)
            foreach (var market in _markets)
            {
                var reports = Enumerable.Range(first, some)
                    .Select(wallet => (People.Wallet(wallet), HealthFactor: 1 + (_random.Next(0, 80) / 100m)))
                    .ToArray();
                Last = await market.Report(reports);
                _oracle.Report(market, reports);
            }
    }

    /// <summary>Ends when all blocks were read, checked and decided, as this process tells.</summary>
    public Task IsRead(KwalaProcess teller) => Eventually.Holds(async () => await teller.Status() is { } status
        && status.GetProperty("chains")[0].GetProperty("depths") is { } depths && depths.GetArrayLength() > 0
        && depths[0].GetProperty("nextBlock").GetInt64() > Last);

    /// <summary>
    /// Ends when all blocks were read and everybody was told who had to be: each of them once, as the gate sees it by
    /// the messages' ids.
    /// </summary>
    public async Task EverybodyWasToldOnce(KwalaProcess teller)
    {
        await IsRead(teller);
        await Gate.HasTold(_oracle.Alerts.Count);
        var depth = (await teller.Status())!.Value.GetProperty("chains")[0].GetProperty("depths")[0];
        var told = Gate.Passed.DistinctBy(it => it.Id).Select(it => (it.Wallet, it.Subject, it.Episode)).ToArray();

        Assert.True(_oracle.Alerts.Count > _wallets * 4 / 5, $"Only {_oracle.Alerts.Count} crossings: the test would prove little.");
        Assert.Equal(_oracle.Alerts.Order(), told.Order());
        Assert.Equal(depth.GetProperty("blocksExpected").GetInt64(), depth.GetProperty("blocksSeen").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        Deployment.Dispose();
        await Gate.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        await _node.DisposeAsync();
    }
}
