using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.TestKit.Fakes;

/// <summary>A log that a test puts into a block.</summary>
public sealed record FakeLog(Address Contract, AbiEvent Event, params ImmutableArray<AbiValue> Arguments);

/// <summary>A chain in memory that a test mines and reorganises, read through the port of the real one.</summary>
public sealed class FakeChain(ChainId id, TimeProvider time) : IChainFeed, IChainFeeds, IContractReader
{
    private const int WindowMax = 16;

    private readonly Lock _lock = new();
    private readonly List<Block> _blocks = [new(0, 0, time.GetUtcNow(), [])];
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _fork;

    /// <inheritdoc />
    public ChainId Chain => id;

    /// <inheritdoc />
    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(700);

    /// <summary>The newest final block.</summary>
    public long Finalized { get; set; } = -1;

    /// <summary>Whether blocks count as live.</summary>
    public bool AtHead { get; set; } = true;

    /// <summary>How many blocks one step reads at most.</summary>
    public int BatchMax { get; set; } = 100;

    /// <summary>Answers instead of the chain while it gives something.</summary>
    public Func<FeedStep?> Trouble { get; set; } = () => null;

    /// <summary>Answers where to start instead of the chain while it gives something.</summary>
    public Func<ChainAnswer<FeedCheckpoint>?> StartTrouble { get; set; } = () => null;

    /// <summary>Awaited before a reading at this depth.</summary>
    public Func<int, Task> Gate { get; set; } = _ => Task.CompletedTask;

    /// <summary>Logs that a step gives besides, as what cannot be decoded, where it reads their block.</summary>
    public ImmutableArray<UndecodableLog> Undecodable { get; set; } = [];

    /// <summary>What a contract answers.</summary>
    public Func<BlockCall, CallOutcome> Contracts { get; set; } = _ => new CallOutcome.Undecodable("There is none.");

    /// <summary>Answers for all contracts while it gives something.</summary>
    public Func<ChainAnswer<ImmutableArray<CallOutcome>>?> ReadTrouble { get; set; } = () => null;

    /// <summary>How often the time of a block was asked.</summary>
    public int Stamped { get; private set; }

    /// <summary>How many calls each reading of contracts had.</summary>
    public ConcurrentQueue<int> Readings { get; } = [];

    /// <inheritdoc />
    public ImmutableArray<ConfiguredChain> Chains => [new("local", id)];

    private long Head => _blocks.Count - 1;

    /// <summary>Appends a block with these logs; gives its reference.</summary>
    public BlockRef Mine(params FakeLog[] logs)
    {
        lock (_lock)
        {
            _blocks.Add(new Block(_blocks.Count, _fork, time.GetUtcNow(), [.. logs]));
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _blocks[^1].Ref;
        }
    }

    /// <summary>Takes the newest blocks away; what is mined next stands on another fork.</summary>
    public void Drop(int blocks)
    {
        lock (_lock)
        {
            _blocks.RemoveRange(_blocks.Count - blocks, blocks);
            _fork++;
        }
    }

    /// <summary>Remembers the chain as it is; what it gives brings it back, with the same blocks.</summary>
    public Action Kept()
    {
        lock (_lock)
        {
            var kept = _blocks.ToArray();
            return () =>
            {
                lock (_lock)
                {
                    _blocks.Clear();
                    _blocks.AddRange(kept);
                    _fork++;
                    _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            };
        }
    }

    /// <summary>Completes when a reader has found nothing new since the last block was mined.</summary>
    public Task Idle() { lock (_lock) return _idle.Task.WaitAsync(TimeSpan.FromSeconds(30)); }

    /// <summary>The transaction of a log.</summary>
    public static Bytes32 TransactionOf(BlockRef block, int logIndex) => Hash(block.Number, logIndex, 7);

    /// <inheritdoc />
    public Task<ChainAnswer<FeedCheckpoint>> Start(long? fromBlock, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var next = fromBlock ?? _blocks.Count;
            return Task.FromResult(StartTrouble() ?? (next - 1 > Head
                ? new ChainAnswer<FeedCheckpoint>.NotYet($"is at block {Head}", PollInterval)
                : new ChainAnswer<FeedCheckpoint>.Answered(
                    new FeedCheckpoint(id, next, Window(next), Finalized))));
        }
    }

    /// <inheritdoc />
    public async Task<FeedStep> Read(
        FeedCheckpoint from, LogQuery query, int confirmations, CancellationToken cancellationToken)
    {
        await Gate(confirmations).WaitAsync(cancellationToken);
        lock (_lock) return Trouble() ?? Step(from, query, confirmations);
    }

    /// <inheritdoc />
    public Task<ChainAnswer<LogLookup>> FindLog(
        Bytes32 transaction, int logIndex, EventFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<ChainAnswer<LogLookup>>(Trouble() is FeedStep.NotYet notYet
                ? new ChainAnswer<LogLookup>.NotYet(notYet.Reason, notYet.RetryAfter)
                : new ChainAnswer<LogLookup>.Answered(Lookup(transaction, logIndex, filter)));
        }
    }

    /// <inheritdoc />
    public Task<ChainAnswer<BlockStamp>> StampOf(long? block, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var number = block ?? Head;
            Stamped++;
            return Task.FromResult<ChainAnswer<BlockStamp>>(Trouble() is FeedStep.NotYet notYet
                ? new ChainAnswer<BlockStamp>.NotYet(notYet.Reason, notYet.RetryAfter)
                : number > Head ? new ChainAnswer<BlockStamp>.NotYet($"has no block {number}", PollInterval)
                : new ChainAnswer<BlockStamp>.Answered(new BlockStamp(number, _blocks[(int)number].Time)));
        }
    }

    /// <inheritdoc />
    public Task<ChainAnswer<ImmutableArray<CallOutcome>>> Read(
        ImmutableArray<BlockCall> calls, CancellationToken cancellationToken)
    {
        Readings.Enqueue(calls.Length);
        return Task.FromResult(ReadTrouble()
            ?? new ChainAnswer<ImmutableArray<CallOutcome>>.Answered([.. calls.Select(Contracts)]));
    }

    /// <inheritdoc />
    public IContractReader? ReaderOf(ChainId chain) => chain == id ? this : null;

    /// <inheritdoc />
    public IChainFeed? For(ChainId chain) => chain == id ? this : null;

    /// <inheritdoc />
    public ChainId? Resolve(string nameOrId) => nameOrId == "local" || nameOrId == id.Value ? id : null;

    private FeedStep Step(FeedCheckpoint from, LogQuery query, int confirmations)
    {
        var gone = from.Window.Where(block => block.Number > Head || _blocks[(int)block.Number].Ref != block).ToImmutableArray();
        if (!gone.IsEmpty)
            return new FeedStep.RolledBack(gone, At(gone[0].Number));
        var top = Head - confirmations;
        if (from.Next > top)
        {
            _idle.TrySetResult();
            return new FeedStep.CaughtUp(Head) { Time = _blocks[^1].Time };
        }

        var to = Math.Min(top, from.Next + BatchMax - 1);
        var logs = Enumerable.Range((int)from.Next, (int)(to - from.Next + 1))
            .SelectMany(number => Logs(_blocks[number], query))
            .ToImmutableArray();
        var undecodable = Undecodable.Where(log => log.Block.Number >= from.Next && log.Block.Number <= to);
        return new FeedStep.Advanced(logs, [.. undecodable], At(to + 1), from.Next, to, AtHead, Head);
    }

    private FeedCheckpoint At(long next) => new(id, next, Window(next), Finalized);

    private ImmutableArray<BlockRef> Window(long next) =>
        [.. _blocks.Take((int)next).TakeLast(WindowMax).Select(block => block.Ref)];

    // A transaction of this chain has one log.
    private LogLookup Lookup(Bytes32 transaction, int logIndex, EventFilter filter)
    {
        foreach (var block in _blocks)
        {
            var at = Enumerable.Range(0, block.Logs.Length)
                .FirstOrDefault(index => TransactionOf(block.Ref, index) == transaction, -1);
            if (at >= 0)
                return at != logIndex
                    ? new LogLookup.NoSuchLog()
                    : Logs(block, new LogQuery([filter])).FirstOrDefault(log => log.LogIndex == at) is { } log
                        ? new LogLookup.Matched(log)
                        : new LogLookup.AnotherLog(block.Logs[at].Contract);
        }

        return new LogLookup.NoSuchTransaction();
    }

    private static IEnumerable<EventLog> Logs(Block block, LogQuery query)
    {
        for (var index = 0; index < block.Logs.Length; index++)
            for (var filter = 0; filter < query.Filters.Length; filter++)
                if (query.Filters[filter].Event.Equals(block.Logs[index].Event)
                    && (query.Filters[filter].Contracts.IsEmpty
                        || query.Filters[filter].Contracts.Contains(block.Logs[index].Contract)))
                    yield return new EventLog(
                        filter, block.Logs[index].Contract, block.Logs[index].Arguments, block.Ref, block.Time,
                        TransactionOf(block.Ref, index), index);
    }

    private static Bytes32 Hash(long number, long part, byte kind)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], part);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], number);
        return Bytes32.FromBytes(bytes);
    }

    private sealed record Block(long Number, int Fork, DateTimeOffset Time, ImmutableArray<FakeLog> Logs)
    {
        public BlockRef Ref { get; } = new(Number, Hash(Number, Fork, 1));
    }
}
