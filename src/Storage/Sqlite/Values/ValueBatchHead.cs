using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Values;

/// <summary>The names and blocks at the head of a value batch, which its rows point at.</summary>
internal sealed class ValueBatchHead
{
    private const byte Shape = 1;

    private readonly List<string> _names = [];
    private readonly List<(BlockRef Block, DateTimeOffset Time)> _blocks = [];
    private readonly Dictionary<string, int> _nameIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<BlockRef, int> _blockIndex = [];

    /// <summary>The lowest block.</summary>
    public long FirstBlock => _blocks.Min(entry => entry.Block.Number);

    /// <summary>The highest block.</summary>
    public long LastBlock => _blocks.Max(entry => entry.Block.Number);

    /// <summary>Of these rows.</summary>
    public static ValueBatchHead Of(ReadOnlySpan<ValueRow> rows)
    {
        var head = new ValueBatchHead();
        foreach (var row in rows)
        {
            head.Add(row.Workflow.Value);
            head.Add(row.Subject.Value);
            var block = new BlockRef(row.Position.Block, row.Block);
            if (head._blockIndex.TryAdd(block, head._blocks.Count))
                head._blocks.Add((block, row.BlockTime));
        }

        return head;
    }

    /// <summary>Reads it from the start of a body.</summary>
    public static ValueBatchHead Read(ref ByteCursor cursor)
    {
        var head = new ValueBatchHead();
        var length = ReadSize(ref cursor);
        var parts = new ByteCursor(cursor.Take(length));
        for (var left = parts.Count(); left > 0; left--)
        {
            var number = parts.Number();
            var hash = Bytes32.FromBytes(parts.Take(Bytes32.Size));
            head._blocks.Add((new BlockRef(number, hash), new DateTimeOffset(parts.Fixed64(), TimeSpan.Zero)));
        }

        while (!parts.AtEnd)
            head._names.Add(parts.Text());
        return head;
    }

    /// <summary>Passes over it.</summary>
    public static void Skip(ref ByteCursor cursor)
    {
        var length = ReadSize(ref cursor);
        cursor.Take(length);
    }

    /// <summary>Writes it.</summary>
    public void Write(ByteWriter writer)
    {
        var parts = new ByteWriter(_blocks.Count * 64);
        parts.Number(_blocks.Count);
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        foreach (var (block, time) in _blocks)
        {
            parts.Number(block.Number);
            block.Hash.CopyTo(hash);
            parts.Bytes(hash);
            parts.Fixed64(time.UtcTicks);
        }

        foreach (var name in _names)
            parts.Text(name);
        writer.Bytes([Shape]);
        writer.Number(parts.Length);
        writer.Bytes(parts.Written);
    }

    /// <summary>Where a name stands.</summary>
    public int IndexOf(string name) => _nameIndex[name];

    /// <summary>Where a block stands.</summary>
    public int IndexOf(long number, Bytes32 hash) => _blockIndex[new BlockRef(number, hash)];

    /// <summary>The name at a place.</summary>
    public string Name(int index) => index < _names.Count ? _names[index] : throw Beyond();

    /// <summary>The block at a place.</summary>
    public (BlockRef Block, DateTimeOffset Time) Block(int index) =>
        index < _blocks.Count ? _blocks[index] : throw Beyond();

    /// <summary>Whether one of these names is there at all.</summary>
    public bool HasAny(HashSet<string> names) => _names.Exists(names.Contains);

    private static int ReadSize(ref ByteCursor cursor) => cursor.Take(1)[0] == Shape
        ? cursor.Count()
        : throw new FormatException("A stored value batch has a shape that this version does not know.");

    private static FormatException Beyond() => new("A stored value batch points beyond its head.");

    private void Add(string name)
    {
        if (_nameIndex.TryAdd(name, _names.Count))
            _names.Add(name);
    }
}
