using System.Text.Json.Serialization;
using Kwala.Ports.Storage;

namespace Kwala.Bench.Stores;

/// <summary>
/// A state of the size and shape of a wallet that holds a few positions, has thresholds of its own and one message on
/// its way: about 1.5 KB as it is stored. Its type belongs to the bench, for wallets are the grains' own.
/// </summary>
internal sealed record SampleWallet
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How it is stored.</summary>
    public static StateCodec Codec { get; } = new(typeof(SampleWallet), 1, SampleJson.Default.SampleWallet, []);

    /// <summary>Changes with every write.</summary>
    public long NumbersUsed { get; init; }

    public Dictionary<string, string> Thresholds { get; init; } = [];

    public SamplePosition[] Tracks { get; init; } = [];

    public SampleMessage[] Outbox { get; init; } = [];

    /// <summary>The wallet of this number.</summary>
    public static SampleWallet Of(int number) => new()
    {
        Thresholds = new() { ["liquidation-risk"] = "13/10", ["collateral-drop"] = "1/5" },
        Tracks =
        [
            .. Enumerable.Range(0, 5).Select(at => new SamplePosition(
                "liquidation-risk",
                $"eip155:1/0x{(number * 31) + at:x40}",
                at + 1,
                $"{1_234_567_891_011 + number}/1000")),
        ],
        Outbox =
        [
            new SampleMessage(
                $"{number:x64}", "webhook", Noon.AddSeconds(number), "liquidation-urgent", new string('m', 400)),
        ],
    };
}

/// <summary>A position that is followed.</summary>
internal sealed record SamplePosition(string Workflow, string Subject, long Episode, string Last);

/// <summary>A message on its way.</summary>
internal sealed record SampleMessage(string Key, string Channel, DateTimeOffset Due, string Template, string Text);

/// <summary>Source-generated, as the stored types of the product are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SampleWallet))]
internal sealed partial class SampleJson : JsonSerializerContext;
