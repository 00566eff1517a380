using System.Numerics;
using System.Text.Json.Nodes;
using Kwala.Bench.Chain;

namespace Kwala.Bench.Scenarios;

/// <summary>Fills a test node (anvil) with events of the sample contract, for <c>ingest --rpc</c>.</summary>
internal sealed class Fill : IScenario
{
    public string Name => "fill";

    public string Purpose =>
        "fills a test node with events: --rpc URL [--blocks N --events N --wallets N --crossing PERCENT]";

    public IReadOnlyList<string> Options => ["rpc", "blocks", "events", "wallets", "crossing"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        using var node = new Node(arguments.Url("rpc"));
        var blocks = arguments.Number("blocks", 200);
        var perBlock = arguments.Number("events", 100_000) / blocks;
        var reports = new Reports(arguments.Number("wallets", 10_000), arguments.Number("crossing", 2));
        var lending = await Lending.Deploy(node, cancellationToken);
        // By hand: transactions that come fast share blocks.
        await node.Call("evm_setAutomine", cancellationToken, false);
        for (var block = 0; block < blocks; block++)
        {
            foreach (var part in reports.Next(perBlock).Chunk(Lending.EventsPerTransaction))
                await lending.Report(part, cancellationToken);
            await node.Call("evm_mine", cancellationToken);
        }

        await node.Call("evm_setAutomine", cancellationToken, true);
        report.Line(new JsonObject
        {
            ["contract"] = lending.Contract,
            ["blocks"] = blocks,
            ["eventsPerBlock"] = perBlock,
            ["head"] = await node.Head(cancellationToken),
        });
    }
}

/// <summary>
/// Health factors of wallets drawn with a fixed seed; a share of them crosses 1.30, down or up again.
/// </summary>
internal sealed class Reports(int wallets, int crossingPercent)
{
    private static readonly BigInteger Unit = BigInteger.Pow(10, 15);

    private readonly Random _random = new(42);
    private readonly bool[] _isBreached = new bool[wallets];

    public List<(int Owner, BigInteger HealthFactor)> Next(int count)
    {
        var reports = new List<(int, BigInteger)>(count);
        for (var index = 0; index < count; index++)
        {
            var owner = _random.Next(wallets);
            if (_random.Next(100) < crossingPercent)
                _isBreached[owner] = !_isBreached[owner];
            reports.Add((owner, ((_isBreached[owner] ? 1000 : 1500) + _random.Next(250)) * Unit));
        }

        return reports;
    }
}
