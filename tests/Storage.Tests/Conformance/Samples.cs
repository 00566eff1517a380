using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using Orleans.Runtime;

namespace Kwala.Storage.Tests.Conformance;

/// <summary>A stored state with rows that go with it.</summary>
public sealed class SampleState : ICommitTogether
{
    public string Text { get; set; } = "";

    public int Number { get; set; }

    [JsonIgnore]
    public CommitRows Rows { get; set; } = new(Samples.Wallet(0), null, []);
}

/// <summary>A stored state without such rows.</summary>
public sealed class PlainState
{
    public string Text { get; set; } = "";
}

[JsonSerializable(typeof(SampleState))]
[JsonSerializable(typeof(PlainState))]
public sealed partial class SampleJson : JsonSerializerContext;

/// <summary>How the samples are stored: <see cref="SampleState"/> in its third version.</summary>
public static class Codecs
{
    public static ImmutableArray<StateCodec> All { get; } =
    [
        new(typeof(SampleState), 3, SampleJson.Default.SampleState, [RenameLabelToText, DoubleNumber]),
        new(typeof(PlainState), 1, SampleJson.Default.PlainState, []),
    ];

    private static JsonObject RenameLabelToText(JsonNode state) =>
        new JsonObject { ["Text"] = state["Label"]!.DeepClone(), ["Number"] = state["Number"]!.DeepClone() };

    private static JsonObject DoubleNumber(JsonNode state) =>
        new JsonObject { ["Text"] = state["Text"]!.DeepClone(), ["Number"] = 2 * (int)state["Number"]! };
}

/// <summary>Values for tests; the same argument gives the same value.</summary>
public static class Samples
{
    public static DateTimeOffset Noon { get; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static ChainId Mainnet { get; } = ChainId.Evm(1);

    public static ChainTerm Listening(ChainId chain, long term = 0) => new(chain, term);

    public static Address Wallet(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes[0] = (byte)(number * 37);
        BitConverter.TryWriteBytes(bytes[8..], number);
        bytes[^1] = (byte)number;
        return Address.FromBytes(bytes);
    }

    public static GrainId Grain(int number) => GrainId.Create("wallet", Wallet(number).ToString());

    public static BlockRef Block(long number, byte fork = 0)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        BitConverter.TryWriteBytes(bytes, number);
        bytes[^1] = fork;
        return new BlockRef(number, Bytes32.FromBytes(bytes));
    }

    public static WorkflowId Risk { get; } = new("liquidation-risk");

    public static ValueRow Value(
        int wallet, Rational value, long block, int logIndex = 0, byte fork = 0,
        string workflow = "liquidation-risk", string subject = "eip155:1/0xpool") => new(
        Wallet(wallet), new WorkflowId(workflow), new SubjectKey(subject), value, new LogPosition(block, logIndex),
        Block(block, fork).Hash, Noon.AddSeconds(12 * block));

    public static HistoryRow Row(
        int wallet, string key, DateTimeOffset at, HistoryTopic topic = HistoryTopic.Decision,
        string kind = "liquidation-risk", string outcome = "notify") =>
        new(Wallet(wallet), topic, key, at, kind, outcome, $$"""{"key":{{JsonValue.Create(key)!.ToJsonString()}}}""");

    public static string Name(int number) => number.ToString("D4", CultureInfo.InvariantCulture);
}
