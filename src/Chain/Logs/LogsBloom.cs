using Kwala.Core.Evm;

namespace Kwala.Chain.Logs;

/// <summary>
/// A block's logsBloom: 2048 bits, of which every log's address and topics set three each (the low 11 bits of the
/// first three byte pairs of the Keccak-256 hash). It may hold what no log has, never the other way round.
/// Source: Yellow Paper, section 4.3.1, M3:2048.
/// </summary>
internal sealed class LogsBloom
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 256;

    private readonly byte[] _bits = new byte[Size];

    /// <summary>A filter that holds nothing yet.</summary>
    public LogsBloom() { }

    private LogsBloom(byte[] bits) => _bits = bits;

    /// <summary>Takes over exactly 256 bytes, as in a block's header.</summary>
    public static LogsBloom FromBytes(byte[] bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new LogsBloom(bytes);
    }

    /// <summary>Adds a log's address or topic.</summary>
    public void Add(BloomKey key)
    {
        Set(key.First);
        Set(key.Second);
        Set(key.Third);
    }

    /// <summary>Whether a log with this address or topic may be in the block; false is certain.</summary>
    public bool MayHold(BloomKey key) => IsSet(key.First) && IsSet(key.Second) && IsSet(key.Third);

    /// <summary>Whether both hold the same bits.</summary>
    public bool SameAs(LogsBloom other) => _bits.AsSpan().SequenceEqual(other._bits);

    /// <summary>The 256 bytes, as in a block's header.</summary>
    public ReadOnlySpan<byte> Bytes => _bits;

    private void Set(int bit) => _bits[Size - 1 - (bit / 8)] |= (byte)(1 << (bit % 8));

    private bool IsSet(int bit) => (_bits[Size - 1 - (bit / 8)] & (1 << (bit % 8))) != 0;
}

/// <summary>The three bits of one address or topic, hashed once.</summary>
internal readonly record struct BloomKey(int First, int Second, int Third)
{
    private const int BitMask = 2047;

    /// <summary>The bits of 20 (address) or 32 (topic) bytes.</summary>
    public static BloomKey Of(ReadOnlySpan<byte> entry)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        Keccak256.Hash(entry).CopyTo(hash);
        return new BloomKey(Bit(hash, 0), Bit(hash, 2), Bit(hash, 4));
    }

    /// <summary>The bits of a topic.</summary>
    public static BloomKey Of(Bytes32 topic)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        topic.CopyTo(bytes);
        return Of(bytes);
    }

    /// <summary>The bits of a contract's address.</summary>
    public static BloomKey Of(Address contract)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        contract.CopyTo(bytes);
        return Of(bytes);
    }

    private static int Bit(ReadOnlySpan<byte> hash, int at) => ((hash[at] << 8) | hash[at + 1]) & BitMask;
}
