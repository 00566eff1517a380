using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Kwala.Chain.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Chain.Calls;

/// <summary>
/// What a contract left behind when it refused, in words. Sources: Solidity's Error(string) and Panic(uint256),
/// https://docs.soliditylang.org/en/latest/control-structures.html#panic-via-assert-and-error-via-require.
/// </summary>
internal static class RevertReason
{
    private const int SelectorSize = 4;
    private const int LengthMax = 160;
    private const uint Error = 0x08c379a0;
    private const uint Panic = 0x4e487b71;

    /// <summary>Of the bytes that a call returned as it failed.</summary>
    public static string Of(ReadOnlySpan<byte> data)
    {
        if (data.Length < SelectorSize)
            return "the contract gave no reason";
        var reader = new AbiReader(data[SelectorSize..]);
        return BinaryPrimitives.ReadUInt32BigEndian(data) switch
        {
            Error when reader.Argument(new AbiType.Text(), 0) is AbiValue.Text { Value: var words } => Readable(words),
            Panic when reader.Argument(new AbiType.Uint(256), 0) is AbiValue.Number { Value: var code } =>
                string.Create(CultureInfo.InvariantCulture, $"panic 0x{code:x}"),
            _ => $"its error {Hex.Encode(data[..SelectorSize])}",
        };
    }

    /// <summary>Of a node's refusal: from its data where there is some, else the node's own words.</summary>
    public static string Of(string message, string? data)
    {
        var start = data?.IndexOf("0x", StringComparison.Ordinal) ?? -1;
        if (start >= 0 && (data!.Length - start) % 2 == 0)
        {
            var bytes = new byte[(data.Length - start - 2) / 2];
            if (bytes.Length >= SelectorSize && Hex.TryDecode(data.AsSpan(start), bytes))
                return Of(bytes);
        }

        var words = Readable(message);
        return words.Length == 0 ? "the contract gave no reason" : words;
    }

    // A contract's words are anybody's: one line, short, and nothing that a terminal would obey.
    private static string Readable(string words)
    {
        var text = new StringBuilder(Math.Min(words.Length, LengthMax));
        foreach (var letter in words)
        {
            if (text.Length == LengthMax)
                return text.Append('…').ToString();
            text.Append(char.IsControl(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format
                ? ' ' : letter);
        }

        return text.ToString().Trim();
    }
}
