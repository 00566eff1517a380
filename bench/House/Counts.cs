using System.IO.Pipes;
using System.Text.Json;

namespace Kwala.Bench.House;

/// <summary>What processes counted since they began, added up (<c>bench/Inside</c>).</summary>
internal sealed class Counts
{
    private readonly IReadOnlyDictionary<string, double> _counts;

    private Counts(IReadOnlyDictionary<string, double> counts) => _counts = counts;

    /// <summary>Asks the process that tells its counts to whoever connects to this pipe.</summary>
    public static async Task<Counts> Ask(string pipe, CancellationToken cancellationToken)
    {
        await using var client = new NamedPipeClientStream(".", pipe, PipeDirection.In);
        await client.ConnectAsync(cancellationToken);
        return new Counts((await JsonSerializer.DeserializeAsync<Dictionary<string, double>>(
            client, JsonSerializerOptions.Default, cancellationToken))!);
    }

    /// <summary>Of several processes.</summary>
    public static Counts Sum(IEnumerable<Counts> all) => new(
        all.SelectMany(it => it._counts).GroupBy(it => it.Key, it => it.Value)
            .ToDictionary(it => it.Key, it => it.Sum()));

    /// <summary>What was counted since.</summary>
    public Counts Since(Counts before) =>
        new(_counts.ToDictionary(it => it.Key, it => it.Value - before._counts.GetValueOrDefault(it.Key)));

    /// <summary>Processor time in seconds, of user and kernel.</summary>
    public double Processor => Of("processor");

    /// <summary>Seconds of it, about, in which code was compiled.</summary>
    public double Compiling => Of("compiling");

    /// <summary>Seconds in which a collector held everything.</summary>
    public double Paused => Of("pause");

    /// <summary>Bytes that were allocated.</summary>
    public double Allocated => Of("allocated");

    /// <summary>Calls of shards, from listeners, wherever the shard is.</summary>
    public double ShardCalls => Of("kwala.shard.calls");

    /// <summary>Messages that went to other silos: each call is one, and each answer.</summary>
    public double MessagesToSilos => Of("orleans-messaging-sent-messages-size/SiloToSilo#");

    /// <summary>Their bytes.</summary>
    public double BytesToSilos => Of("orleans-messaging-sent-messages-size/SiloToSilo");

    /// <summary>Messages that went to clients.</summary>
    public double MessagesToClients => Of("orleans-messaging-sent-messages-size/GatewayToClient#");

    /// <summary>
    /// Waits for an answer of PostgreSQL: one for each statement, one for each commit. What begins a transaction, and
    /// what makes a pooled connection as new, travel with the statement that follows.
    /// </summary>
    public double RoundTrips => Of("db.client.operation.duration#") + Of("kwala.storage.transactions");

    private double Of(string name) => _counts.GetValueOrDefault(name);
}
