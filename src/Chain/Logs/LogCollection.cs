using System.Collections.Immutable;
using Kwala.Chain.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Logs;

/// <summary>What one answer of a node gave, in the node's order, with the checks that need every log.</summary>
internal sealed class LogCollection
{
    private readonly List<EventLog> _logs = [];
    private readonly List<UndecodableLog> _undecodable = [];
    private readonly HashSet<(Address, Bytes32)> _pairs = [];
    private LogPosition? _last;
    private BlockRef _lastBlock;

    /// <summary>The logs that matched and decoded. Their time is the epoch where the node did not give it.</summary>
    public List<EventLog> Logs => _logs;

    /// <summary>The logs that matched a filter's topic and did not decode.</summary>
    public List<UndecodableLog> Undecodable => _undecodable;

    /// <summary>How many logs the node gave.</summary>
    public int Received { get; private set; }

    /// <summary>The first thing in the answer that cannot be true, for people; null when nothing is.</summary>
    public string? Lie { get; private set; }

    /// <summary>Blocks with a matching log whose time the node did not give.</summary>
    public SortedSet<long> Untimed { get; } = [];

    /// <summary>Checks one log against the one before it and what was asked.</summary>
    public void Receive(LogFields log, LogRange asked)
    {
        Received++;
        if (asked.Hash is not null)
            _pairs.Add((log.Contract, log.TopicCount > 0 ? Bytes32.FromBytes(log.Topics[..Bytes32.Size]) : default));
        var position = new LogPosition(log.Block.Number, log.LogIndex);
        Lie ??= log.Removed ? $"log {position} is marked as removed"
            : !asked.Holds(log.Block) ? $"log {position} of block {log.Block.Hash} is outside what was asked ({asked})"
            : position.CompareTo(_last ?? new LogPosition(-1, 0)) == 0 ? $"log {position} was given twice"
            : position < _last ? $"log {position} comes after {_last}"
            : _last?.Block == position.Block && _lastBlock.Hash != log.Block.Hash
                ? $"block {position.Block} has two hashes in one answer"
            : null;
        _last = position;
        _lastBlock = log.Block;
    }

    /// <summary>Whether a log with this contract and first topic was received; kept for one block only.</summary>
    public bool Has(Expectation expected) => expected switch
    {
        { Contract: { } contract, Topic: { } topic } => _pairs.Contains((contract, topic)),
        { Topic: { } topic } => _pairs.Any(p => p.Item2 == topic),
        { Contract: { } contract } => _pairs.Any(p => p.Item1 == contract),
        _ => true,
    };

    /// <summary>Adds a decoded log.</summary>
    public void Add(int filter, ImmutableArray<AbiValue> arguments, LogFields log)
    {
        if (log.BlockTimestamp is null)
            Untimed.Add(log.Block.Number);
        var time = DateTimeOffset.FromUnixTimeSeconds(BlockHeader.BoundedSeconds(log.BlockTimestamp ?? 0));
        _logs.Add(new EventLog(filter, log.Contract, arguments, log.Block, time, log.Transaction, log.LogIndex));
    }

    /// <summary>Adds a log that does not decode.</summary>
    public void Add(int filter, AbiFault fault, LogFields log) =>
        _undecodable.Add(new UndecodableLog(
            filter, log.Contract, log.Block, log.Transaction, log.LogIndex, fault.ToString()));
}

/// <summary>What logs were asked for: an inclusive range of numbers, or one block by hash.</summary>
internal readonly record struct LogRange(long From, long To, Bytes32? Hash)
{
    /// <summary>The range of these numbers.</summary>
    public static LogRange Numbers(long from, long to) => new(from, to, null);

    /// <summary>Exactly this block.</summary>
    public static LogRange Of(BlockRef block) => new(block.Number, block.Number, block.Hash);

    /// <summary>Whether a log of this block was asked for.</summary>
    public bool Holds(BlockRef block) =>
        block.Number >= From && block.Number <= To && (Hash is null || Hash == block.Hash);

    /// <summary>For people.</summary>
    public override string ToString() => Hash is { } hash ? $"block {From} {hash}" : $"blocks {From} to {To}";
}
