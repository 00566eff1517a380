using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Kwala.Bench.House;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// How long a version of a workflow goes on to decide after it was rolled back: every tenth of a second wallets all
/// over a cluster report a value that one version tells of and the other does not; the receiver notes the last message.
/// </summary>
internal sealed class Rollback : IScenario
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100), Silence = TimeSpan.FromSeconds(8);

    // Between the two lines.
    private static readonly BigInteger Between = 145 * BigInteger.Pow(10, 16);

    private int _fresh = 2_000_000;

    public string Name => "rollback";

    public string Purpose =>
        "how long a version decides after it was rolled back: --rpc URL --postgres CONNECTION_STRING "
        + "[--silos N --rounds N --wallets N --folder DIR]";

    public IReadOnlyList<string> Options => ["rpc", "postgres", "silos", "rounds", "wallets", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var (rounds, wallets) = (arguments.AtLeastOne("rounds", 5), arguments.AtLeastOne("wallets", 24));
        await using var cluster = await TellingCluster.Start(arguments, TimeSpan.FromSeconds(1), cancellationToken);
        await cluster.Receiver.Take(0, cancellationToken);
        var silent = await cluster.Processes.LiveVersion(cancellationToken);
        await cluster.Processes.Rewrite(text => text.Replace("1.30", "1.60", StringComparison.Ordinal));
        await Heard(cluster, wallets, cancellationToken);
        var telling = await cluster.Processes.LiveVersion(cancellationToken);
        List<double> after = [];
        for (var round = 0; round < rounds; round++)
        {
            var asked = TimeProvider.System.GetUtcNow();
            await cluster.Processes.RollBack(silent, cancellationToken);
            while (TimeProvider.System.GetUtcNow() < asked + Silence)
                await Tell(cluster, wallets, cancellationToken);
            var last = cluster.Receiver.LastTaken - asked;
            after.Add(Math.Round(Math.Max(0, last.TotalSeconds), 2));
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"round {round}: {after[^1]:f2} s"));
            await cluster.Processes.RollBack(telling, cancellationToken);
            await Heard(cluster, wallets, cancellationToken);
        }

        report.Line(new JsonObject
        {
            ["silos"] = cluster.Processes.Silos.Count,
            ["rounds"] = rounds,
            ["secondsUntilTheLastMessage"] = new JsonArray([.. after.Select(it => JsonValue.Create(it))]),
            ["secondsWorst"] = after.Max(),
        });
    }

    // Blocks go on to be read while nobody is told: the silence is the version's.
    private async Task Heard(TellingCluster cluster, int wallets, CancellationToken cancellationToken)
    {
        cluster.Receiver.Forget();
        var heard = cluster.Receiver.Take(3 * wallets, cancellationToken);
        while (!heard.IsCompleted)
            await Tell(cluster, wallets, cancellationToken);
        await heard;
    }

    private async Task Tell(TellingCluster cluster, int wallets, CancellationToken cancellationToken)
    {
        await cluster.Lending.Report(
            [.. Enumerable.Range(0, wallets).Select(_ => (_fresh++, Between))], cancellationToken);
        await Task.Delay(Beat, TimeProvider.System, cancellationToken);
    }
}
