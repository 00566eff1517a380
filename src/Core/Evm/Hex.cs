using System.Buffers;

namespace Kwala.Core.Evm;

/// <summary>Bytes as "0x" and hex digits, the way Ethereum JSON-RPC writes "DATA".</summary>
public static class Hex
{
    /// <summary>Fills all of <paramref name="bytes"/>; false when the prefix, a digit or the length is wrong.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == 2 + (2 * bytes.Length) && text is ['0', 'x' or 'X', ..]
        && Convert.FromHexString(text[2..], bytes, out _, out _) == OperationStatus.Done;

    /// <summary>Fills all of <paramref name="bytes"/>; false when the prefix, a digit or the length is wrong.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> bytes) =>
        utf8.Length == 2 + (2 * bytes.Length) && utf8 is [(byte)'0', (byte)'x' or (byte)'X', ..]
        && Convert.FromHexString(utf8[2..], bytes, out _, out _) == OperationStatus.Done;

    /// <summary>"0x" and two lower-case digits per byte.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        string.Create(2 + (2 * bytes.Length), bytes, static (text, bytes) =>
        {
            "0x".CopyTo(text);
            Convert.TryToHexStringLower(bytes, text[2..], out _);
        });
}
