using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Bench.Stores;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// Grain states that become durable in PostgreSQL per second: the product's storage and, where this runtime has one, a
/// rival, in turns on the same server, with the same states, bytes and callers.
/// </summary>
internal sealed class StoreRates : IScenario
{
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(1);

    // A session of PostgreSQL tells what it counted when it has been idle for ten seconds.
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(12);

    public string Name => "storage";

    public string Purpose =>
        "rows durable in PostgreSQL: --postgres CONNECTION_STRING [--callers N --seconds N --rounds N]";

    public IReadOnlyList<string> Options => ["postgres", "callers", "seconds", "rounds"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var server = arguments.Needed("postgres");
        int[] callers = arguments.Text("callers") is null ? [64, 1024] : [arguments.AtLeastOne("callers", 64)];
        var duration = TimeSpan.FromSeconds(arguments.AtLeastOne("seconds", 5));
        var rounds = arguments.AtLeastOne("rounds", 3);
        foreach (var count in callers)
        {
            var contenders = new List<Contender>();
            try
            {
                contenders.Add(await KwalaStore.Open(server, cancellationToken));
                if (await RuntimeScenarios.Rival(server, cancellationToken) is { } rival)
                    contenders.Add(rival);
                report.Line(await InTurns(contenders, count, rounds, duration, cancellationToken));
            }
            finally
            {
                foreach (var contender in contenders)
                    await contender.DisposeAsync();
            }
        }
    }

    private static async Task<JsonObject> InTurns(
        List<Contender> contenders, int callers, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        var loads = contenders.ConvertAll(contender => new WriteLoad(contender, callers));
        var turns = contenders.ConvertAll(_ => new List<StoreFigures>());
        foreach (var load in loads)
        {
            await load.Begin();
            await load.Run(Warming, cancellationToken);
        }

        var before = await Transactions(contenders, cancellationToken);
        for (var round = 0; round < rounds; round++)
            for (var one = 0; one < loads.Count; one++)
                turns[one].Add(await StoreFigures.Of(loads[one], duration, cancellationToken));
        var after = await Transactions(contenders, cancellationToken);

        var line = new JsonObject
        {
            ["callers"] = callers,
            ["rounds"] = rounds,
            ["bytesPerState"] = 1 + JsonSerializer.SerializeToUtf8Bytes(
                SampleWallet.Of(callers), SampleJson.Default.SampleWallet).Length,
        };
        for (var one = 0; one < contenders.Count; one++)
            line[contenders[one].Name] = StoreFigures.Of(turns[one], contenders[one], after[one] - before[one]);
        if (contenders.Count > 1)
            line["ratio"] = Math.Round(Rate(0) / Rate(1), 2);
        foreach (var setting in new[] { "fsync", "synchronous_commit", "server_version" })
            line[setting] = await contenders[0].Database.Setting(setting, cancellationToken);
        return line;

        double Rate(int one) => (double)line[contenders[one].Name]!["rowsPerSecond"]!;
    }

    private static async Task<long[]> Transactions(List<Contender> contenders, CancellationToken cancellationToken)
    {
        await Task.Delay(Told, TimeProvider.System, cancellationToken);
        return await Task.WhenAll(contenders.Select(it => it.Database.Transactions(cancellationToken)));
    }
}
