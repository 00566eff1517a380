using System.Text;
using Kwala.Core.Evm;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Chain;

/// <summary>What an endpoint says in one answer that cannot be true, or half of what it was asked.</summary>
internal enum Lie
{
    /// <summary>A block below its head is not there.</summary>
    Gap,

    /// <summary>The block before the one that it was asked for.</summary>
    OtherBlock,

    /// <summary>A block by a hash that it does not have.</summary>
    OtherHash,

    /// <summary>A block with a parent that it does not have.</summary>
    OtherParent,

    /// <summary>A head thousands of blocks ahead.</summary>
    FarAhead,

    /// <summary>Logs of the block before.</summary>
    OtherLogs,

    /// <summary>Each log twice.</summary>
    LogsTwice,

    /// <summary>The logs say that they are of another branch's block.</summary>
    LogsOfOtherHash,

    /// <summary>The end of the answer is missing.</summary>
    CutShort,
}

/// <summary>One answer's lie; about every other thing that it could be told of, it is.</summary>
internal sealed class Lying(Lie lie, SeededChoice choice)
{
    private const int FarAheadBlocks = 5000;

    /// <summary>A header, asked for by its number or as the newest.</summary>
    public string? Header(SimulatedBlock honest, bool byNumber) => !choice.Chance(0.5) ? honest.Header : lie switch
    {
        Lie.Gap when byNumber => null,
        Lie.OtherBlock when byNumber => (honest.Parent ?? honest).Header,
        Lie.OtherHash => honest.Header.Replace($"\"{honest.Ref.Hash}\"", $"\"{Other(honest.Ref.Hash)}\""),
        Lie.OtherParent when honest.Parent is { } parent =>
            honest.Header.Replace($"\"{parent.Ref.Hash}\"", $"\"{Other(parent.Ref.Hash)}\""),
        Lie.FarAhead when !byNumber => honest.Header.Replace(
            $"\"number\":\"{SimulatedBlock.Hex(honest.Ref.Number)}\"",
            $"\"number\":\"{SimulatedBlock.Hex(honest.Ref.Number + FarAheadBlocks)}\""),
        _ => honest.Header,
    };

    /// <summary>The logs of a block; null where they are told as they are.</summary>
    /// <param name="block">The block.</param>
    /// <param name="honest">Its logs.</param>
    /// <param name="byHash">
    /// Whether it is asked for by its hash: a header's bloom proves that nothing is missing. Where a range is asked for
    /// nothing shows what is left out, and a lie only adds.
    /// </param>
    public IEnumerable<string>? Logs(SimulatedBlock block, IEnumerable<string> honest, bool byHash) =>
        !choice.Chance(0.5) ? null : lie switch
        {
            Lie.OtherLogs => [.. block.Parent?.Logs ?? [], .. byHash ? [] : honest],
            Lie.LogsTwice => honest.SelectMany(log => (string[])[log, log]),
            Lie.LogsOfOtherHash => honest.Select(log =>
                log.Replace($"\"{block.Ref.Hash}\"", $"\"{Other(block.Ref.Hash)}\"")),
            _ => null,
        };

    /// <summary>The whole answer, or how far it comes.</summary>
    public string Whole(string answer) =>
        lie is not Lie.CutShort ? answer
        // The last call of a batch goes unanswered, and it is JSON all the same.
        : answer.LastIndexOf(",{\"jsonrpc\"", StringComparison.Ordinal) is var last and > 0 && choice.Chance(0.5)
            ? answer[..last] + "]"
        : answer[..(answer.Length / 2)];

    private static Bytes32 Other(Bytes32 hash) => Keccak256.Hash(Encoding.UTF8.GetBytes($"not {hash}"));
}
