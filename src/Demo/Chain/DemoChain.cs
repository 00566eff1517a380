using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Demo.Chain;

/// <summary>
/// A small lending chain in memory: blocks with real hashes, blooms and logs, mined when the story says so.
/// Reading is safe from any thread while one thread mines.
/// </summary>
internal sealed class DemoChain
{
    private static readonly AbiEvent HealthFactorUpdated = AbiEvent.Parse(
        "HealthFactorUpdated(address indexed user, uint256 healthFactor)") is AbiEventParse.Parsed parsed
            ? parsed.Event
            : throw new System.Diagnostics.UnreachableException();

    private ImmutableList<DemoBlock> _blocks;

    public DemoChain(DateTimeOffset genesis) =>
        _blocks = [new DemoBlock(new BlockRef(0, HashOf(default, 0)), default, genesis, [])];

    /// <summary>Called after each block, with the block.</summary>
    public event Action<DemoBlock>? Mined;

    public ImmutableList<DemoBlock> Blocks => Volatile.Read(ref _blocks);

    public DemoBlock Head => Blocks[^1];

    public DemoBlock Mine(DateTimeOffset time, IEnumerable<HealthFactorReport> reports)
    {
        var parent = Head;
        var number = parent.Ref.Number + 1;
        var reference = new BlockRef(number, HashOf(parent.Ref.Hash, number));
        var logs = reports.Select((report, index) => LogOf(report, reference, time, index)).ToImmutableArray();
        var block = new DemoBlock(reference, parent.Ref.Hash, time, logs);
        Volatile.Write(ref _blocks, Blocks.Add(block));
        Mined?.Invoke(block);
        return block;
    }

    public DemoBlock? Find(Bytes32 hash) => Blocks.Find(block => block.Ref.Hash == hash);

    private static DemoLog LogOf(HealthFactorReport report, BlockRef block, DateTimeOffset time, int index)
    {
        Span<byte> user = stackalloc byte[32];
        user.Clear();
        report.User.CopyTo(user[12..]);
        Span<byte> value = stackalloc byte[32];
        value.Clear();
        var wei = new BigInteger(report.HealthFactor * 1_000_000m) * BigInteger.Pow(10, 12);
        var bytes = wei.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(value[(32 - bytes.Length)..]);
        return new DemoLog(
            report.Market,
            [HealthFactorUpdated.Topic, Bytes32.FromBytes(user)],
            "0x" + Convert.ToHexStringLower(value),
            block,
            time,
            Keccak256.Hash(Encoding.UTF8.GetBytes($"{block.Hash}/{index}")),
            index);
    }

    private static Bytes32 HashOf(Bytes32 parent, long number)
    {
        Span<byte> bytes = stackalloc byte[40];
        parent.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], number);
        return Keccak256.Hash(bytes);
    }
}
