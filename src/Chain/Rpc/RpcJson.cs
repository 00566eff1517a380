using System.Buffers;
using System.Text.Json;
using Kwala.Core.Evm;

namespace Kwala.Chain.Rpc;

/// <summary>Ethereum's JSON values, read from UTF-8. Each method moves to the value and says whether it fits.</summary>
internal static class RpcJson
{
    private const int QuantityDigitsMax = 16;

    /// <summary>Reads a hash or topic: "0x" and 64 digits.</summary>
    public static bool TryReadHash(ref Utf8JsonReader reader, out Bytes32 hash)
    {
        hash = default;
        return TryReadText(ref reader) && Bytes32.TryParse(reader.ValueSpan, out hash);
    }

    /// <summary>Reads an address in any case: a node's own address needs no checksum.</summary>
    public static bool TryReadAddress(ref Utf8JsonReader reader, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        var valid = TryReadText(ref reader) && Hex.TryDecode(reader.ValueSpan, bytes);
        address = valid ? Address.FromBytes(bytes) : default;
        return valid;
    }

    /// <summary>Reads a quantity that fits a signed 64-bit number: "0x" and hex digits, as few as needed.</summary>
    public static bool TryReadQuantity(ref Utf8JsonReader reader, out long quantity)
    {
        quantity = 0;
        return reader.Read() && TryCurrentQuantity(ref reader, out quantity);
    }

    /// <summary>As <see cref="TryReadQuantity"/>, of the value at which the reader stands.</summary>
    public static bool TryCurrentQuantity(ref Utf8JsonReader reader, out long quantity)
    {
        quantity = 0;
        if (!IsText(ref reader) || reader.ValueSpan is not [(byte)'0', (byte)'x', ..]
            || reader.ValueSpan.Length is < 3 or > 2 + QuantityDigitsMax)
            return false;
        foreach (var digit in reader.ValueSpan[2..])
        {
            if (!char.IsAsciiHexDigit((char)digit) || quantity >> 59 != 0)
                return false;
            // A letter's low four bits count from 1: 'a' and 'A' are 10.
            quantity = (quantity << 4) + (digit <= '9' ? digit - '0' : (digit & 0xF) + 9);
        }

        return true;
    }

    /// <summary>Reads "0x" and any number of bytes into a pooled buffer, which it replaces when too small.</summary>
    public static bool TryReadBytes(ref Utf8JsonReader reader, ref byte[] pooled, out int length)
    {
        length = 0;
        if (!TryReadText(ref reader) || reader.ValueSpan.Length < 2 || reader.ValueSpan.Length % 2 != 0)
            return false;
        length = (reader.ValueSpan.Length - 2) / 2;
        if (pooled.Length < length)
        {
            ArrayPool<byte>.Shared.Return(pooled);
            pooled = ArrayPool<byte>.Shared.Rent(length);
        }

        return Hex.TryDecode(reader.ValueSpan, pooled.AsSpan(0, length));
    }

    /// <summary>A quantity as nodes want it: hex without leading zeros.</summary>
    public static string Quantity(long value) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"0x{value:x}");

    private static bool TryReadText(ref Utf8JsonReader reader) =>
        reader.Read() && IsText(ref reader);

    private static bool IsText(ref Utf8JsonReader reader) =>
        reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false };
}
