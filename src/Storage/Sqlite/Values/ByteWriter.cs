using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>Writes what <see cref="ByteCursor"/> reads.</summary>
/// <param name="expected">About how many bytes; it grows past that.</param>
internal sealed class ByteWriter(int expected)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(expected);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>How much was written.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>Begins anew.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    /// <summary>Bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>A number that is not negative, in 7 bits per byte.</summary>
    public void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    /// <summary>Eight bytes.</summary>
    public void Fixed64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    /// <summary>A length and so much UTF-8.</summary>
    public void Text(string value)
    {
        Number(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _buffer);
    }

    /// <summary>The span to write at most so many bytes into, before <see cref="Advance"/>.</summary>
    public Span<byte> Span(int length) => _buffer.GetSpan(length);

    /// <summary>Keeps so many bytes of the span.</summary>
    public void Advance(int length) => _buffer.Advance(length);
}
