using System.Text.Json;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;

namespace Kwala.Chain.Logs;

/// <summary>What the cursor needs of a block's header.</summary>
internal sealed record BlockHeader(BlockRef Block, Bytes32 Parent, DateTimeOffset Time, LogsBloom Bloom)
{
    private const long SecondsMax = 253_402_300_799;

    /// <summary>Its number.</summary>
    public long Number => Block.Number;

    /// <summary>Seconds that a <see cref="DateTimeOffset"/> can hold: a node's number may be anything.</summary>
    public static long BoundedSeconds(long seconds) => Math.Clamp(seconds, 0, SecondsMax);

    /// <summary>Reads the object at whose start the reader stands.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out BlockHeader? header)
    {
        header = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        long? number = null, seconds = null;
        Bytes32? hash = null, parent = null;
        LogsBloom? bloom = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = true;
            if (reader.ValueTextEquals("number"u8))
                read = RpcJson.TryReadQuantity(ref reader, out var n) && (number = n) >= 0;
            else if (reader.ValueTextEquals("timestamp"u8))
                read = RpcJson.TryReadQuantity(ref reader, out var t) && (seconds = t) >= 0;
            else if (reader.ValueTextEquals("hash"u8))
                read = RpcJson.TryReadHash(ref reader, out var h) && (hash = h) is not null;
            else if (reader.ValueTextEquals("parentHash"u8))
                read = RpcJson.TryReadHash(ref reader, out var p) && (parent = p) is not null;
            else if (reader.ValueTextEquals("logsBloom"u8))
                read = TryReadBloom(ref reader, out bloom);
            else
                read = reader.Read() && reader.TrySkip();
            if (!read)
                return false;
        }

        if (number is null || seconds is null || hash is null || parent is null || bloom is null)
            return false;
        var time = DateTimeOffset.FromUnixTimeSeconds(BoundedSeconds(seconds.Value));
        header = new BlockHeader(new BlockRef(number.Value, hash.Value), parent.Value, time, bloom);
        return true;
    }

    private static bool TryReadBloom(ref Utf8JsonReader reader, out LogsBloom? bloom)
    {
        var bytes = new byte[LogsBloom.Size];
        var read = reader.Read() && reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false }
            && Hex.TryDecode(reader.ValueSpan, bytes);
        bloom = read ? LogsBloom.FromBytes(bytes) : null;
        return read;
    }
}
