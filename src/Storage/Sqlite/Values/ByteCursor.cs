using System.Buffers.Binary;
using System.Text;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>Reads the parts of a value batch in order. Every length is checked against what is left.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>How much was read.</summary>
    public readonly int At => _at;

    /// <summary>Whether all was read.</summary>
    public readonly bool AtEnd => _at >= _bytes.Length;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at)
            throw new FormatException("A stored value batch ends too early.");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    /// <summary>A number of 7 bits per byte, lowest first.</summary>
    public long Number()
    {
        var value = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = Take(1)[0];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new FormatException("A number in a stored value batch is too long.");
    }

    /// <summary>A number that must fit 32 bits, such as a length.</summary>
    public int Count() => (int)Math.Min(Number(), int.MaxValue);

    /// <summary>Eight bytes.</summary>
    public long Fixed64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A length and so much UTF-8.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count()));
}
