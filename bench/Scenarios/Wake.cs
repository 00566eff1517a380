using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Kwala.Bench.House;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// How late what is due becomes because a silo dies: wallets all over a cluster wait to send again what their receiver
/// refused; a second before they are due one silo gets SIGKILL, and the receiver notes what comes when. Each round kills
/// another silo, and starts one in its place.
/// </summary>
internal sealed class Wake : IScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8), Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromMinutes(3);

    private static readonly BigInteger Breached = BigInteger.Pow(10, 18);

    public string Name => "wake";

    public string Purpose =>
        "how late what is due is sent after a silo's SIGKILL: --rpc URL --postgres CONNECTION_STRING "
        + "[--silos N --rounds N --wallets N --folder DIR]";

    public IReadOnlyList<string> Options => ["rpc", "postgres", "silos", "rounds", "wallets", "folder"];

    public async Task Run(Arguments arguments, Report report, CancellationToken cancellationToken)
    {
        var (rounds, wallets) = (arguments.AtLeastOne("rounds", 10), arguments.AtLeastOne("wallets", 48));
        await using var cluster = await TellingCluster.Start(arguments, Patience, cancellationToken);
        var run = new Kills(cluster, wallets);
        List<TimeSpan> worst = [], all = [];
        for (var round = 0; round < rounds; round++)
        {
            var late = await run.Kill(round, cancellationToken);
            all.AddRange(late);
            worst.Add(late.Max());
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"round {round}: {late.Max().TotalSeconds:f2} s at most"));
        }

        report.Line(new JsonObject
        {
            ["silos"] = cluster.Processes.Silos.Count,
            ["rounds"] = rounds,
            ["messages"] = all.Count,
            ["lateSecondsP50"] = Seconds(all.Order().ElementAt(all.Count / 2)),
            ["lateSecondsOfRounds"] = new JsonArray([.. worst.Select(it => JsonValue.Create(Seconds(it)))]),
            ["lateSecondsWorst"] = Seconds(worst.Max()),
        });
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);

    /// <summary>Rounds with wallets that were never heard of before.</summary>
    private sealed class Kills(TellingCluster cluster, int wallets)
    {
        private readonly Receiver _receiver = cluster.Receiver;
        private readonly List<KwalaProcess> _silos = cluster.Processes.Silos;
        private int _fresh = 1_000_000;

        /// <summary>How late each message came that was due after the death of a silo.</summary>
        public async Task<List<TimeSpan>> Kill(int round, CancellationToken cancellationToken)
        {
            _receiver.Refuse();
            await cluster.Lending.Report(
                [.. Enumerable.Range(0, wallets).Select(_ => (_fresh++, Breached))], cancellationToken);
            await _receiver.Refused(wallets, cancellationToken).WaitAsync(Longest, cancellationToken);
            // Each has its refusal behind it, and what is due by it is durable.
            var due = await Due(cancellationToken);
            var left = due.Values.Min() - Before - TimeProvider.System.GetUtcNow();
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, TimeProvider.System, cancellationToken);
            await _silos[round % _silos.Count].Kill();
            var came = await _receiver.Take(wallets, cancellationToken).WaitAsync(Longest, cancellationToken);
            await cluster.Processes.Replace(round % _silos.Count);
            return [.. came.Select(it => it.Value - due[it.Key])];
        }

        private async Task<IReadOnlyDictionary<string, DateTimeOffset>> Due(CancellationToken cancellationToken)
        {
            while (true)
            {
                var now = TimeProvider.System.GetUtcNow();
                var due = await cluster.Database.Due(cancellationToken);
                if (due.Count == wallets && due.Values.All(at => at > now + Before))
                    return due;
                await Task.Delay(Beat, TimeProvider.System, cancellationToken);
            }
        }
    }
}
