using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Demo.Chain;

/// <summary>
/// A small chain in memory: blocks with real hashes, blooms and logs, mined when the story says so.
/// Reading is safe from any thread while one thread mines.
/// </summary>
internal sealed class DemoChain
{
    private ImmutableList<DemoBlock> _blocks;

    public DemoChain(DateTimeOffset genesis) =>
        _blocks = [new DemoBlock(new BlockRef(0, HashOf(default, 0)), default, genesis, [])];

    /// <summary>Called after each block, with the block.</summary>
    public event Action<DemoBlock>? Mined;

    public ImmutableList<DemoBlock> Blocks => Volatile.Read(ref _blocks);

    public DemoBlock Head => Blocks[^1];

    public DemoBlock Mine(DateTimeOffset time, IEnumerable<DemoEvent> events)
    {
        var parent = Head;
        var number = parent.Ref.Number + 1;
        var reference = new BlockRef(number, HashOf(parent.Ref.Hash, number));
        var logs = events.Select((emitted, index) => LogOf(emitted, reference, time, index)).ToImmutableArray();
        var block = new DemoBlock(reference, parent.Ref.Hash, time, logs);
        Volatile.Write(ref _blocks, Blocks.Add(block));
        Mined?.Invoke(block);
        return block;
    }

    public DemoBlock? Find(Bytes32 hash) => Blocks.Find(block => block.Ref.Hash == hash);

    private static DemoLog LogOf(DemoEvent emitted, BlockRef block, DateTimeOffset time, int index) => new(
        emitted.Contract,
        emitted.Topics(),
        emitted.Data(),
        block,
        time,
        Keccak256.Hash(Encoding.UTF8.GetBytes($"{block.Hash}/{index}")),
        index);

    private static Bytes32 HashOf(Bytes32 parent, long number)
    {
        Span<byte> bytes = stackalloc byte[40];
        parent.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], number);
        return Keccak256.Hash(bytes);
    }
}
