using System.Collections.Immutable;
using Kwala.Core.Evm;

namespace Kwala.Demo.Chain;

/// <summary>A block of the simulated chain.</summary>
internal sealed record DemoBlock(
    BlockRef Ref, Bytes32 Parent, DateTimeOffset Time, ImmutableArray<DemoLog> Logs)
{
    /// <summary>The 2048-bit filter of the Yellow Paper (section 4.3.1) over each log's address and topics.</summary>
    public string LogsBloom()
    {
        var bloom = new byte[256];
        Span<byte> word = stackalloc byte[32];
        foreach (var log in Logs)
        {
            log.Contract.CopyTo(word);
            Add(bloom, word[..20]);
            foreach (var topic in log.Topics)
            {
                topic.CopyTo(word);
                Add(bloom, word);
            }
        }

        return "0x" + Convert.ToHexStringLower(bloom);
    }

    private static void Add(byte[] bloom, ReadOnlySpan<byte> item)
    {
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(item).CopyTo(hash);
        for (var pair = 0; pair < 6; pair += 2)
        {
            var bit = ((hash[pair] << 8) | hash[pair + 1]) & 2047;
            bloom[255 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }
    }
}

/// <summary>A log of the simulated chain.</summary>
internal sealed record DemoLog(
    Address Contract,
    ImmutableArray<Bytes32> Topics,
    string Data,
    BlockRef Block,
    DateTimeOffset BlockTime,
    Bytes32 Transaction,
    int Index);
