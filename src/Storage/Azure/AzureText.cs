using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Storage.Azure;

/// <summary>
/// Texts, addresses and numbers as parts of keys: a table sorts its rows by key, takes 512 characters of it, and few
/// signs. So texts are hex, and numbers have all their digits.
/// </summary>
internal static class AzureText
{
    // Two digits for each byte of 200 letters; a longer key keeps its order as far as these go.
    private const int DescendingMax = 400;

    /// <summary>Between the parts of a key; sorts before whatever may stand in one.</summary>
    public const char Separator = ',';

    /// <summary>Sorts behind every key that is a prefix, a separator and more, and before others.</summary>
    public static string Behind(string prefix) => prefix + (char)(Separator + 1);

    /// <summary>Forty digits.</summary>
    public static string Of(Address wallet) => wallet.ToString()[2..];

    /// <summary>Sixty-four digits.</summary>
    public static string Of(Bytes32 hash) => hash.ToString()[2..];

    /// <summary>Any text.</summary>
    public static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    /// <summary>A number from 0 on; smaller ones sort first.</summary>
    public static string Rising(long number) => number.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>A number from 0 on; larger ones sort first.</summary>
    public static string Falling(long number) => Rising(long.MaxValue - number);

    /// <summary>Reads what <see cref="Falling(long)"/> wrote.</summary>
    public static long ReadFalling(ReadOnlySpan<char> digits) =>
        long.MaxValue - long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A whole text; higher ones sort first, in the order of their bytes.</summary>
    public static string Falling(string text)
    {
        var digits = FallingStart(text);
        // x sorts behind all digits: what begins like a text and goes on is higher than it.
        return digits.Length <= DescendingMax
            ? digits + 'x'
            : digits[..(DescendingMax - 64)] + Hash(text) + 'x';
    }

    /// <summary>How <see cref="Falling(string)"/> begins for every text that begins so.</summary>
    public static string FallingStart(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at++)
            bytes[at] = (byte)~bytes[at];
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Sixty-four digits that stand for several texts, and for no others.</summary>
    public static string Hash(params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BitConverter.TryWriteBytes(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
