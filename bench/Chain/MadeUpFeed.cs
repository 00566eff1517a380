using System.Collections.Immutable;
using Kwala.Bench.Scenarios;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Bench.Chain;

/// <summary>The one chain of a deployment, without a node: what it holds is made when it is asked for.</summary>
internal abstract class MadeUpFeed : IChainFeed, IChainFeeds
{
    private static readonly Address Contract = Address.FromBytes([.. Enumerable.Repeat((byte)0xc0, Address.Size)]);

    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the listener first asks for blocks.</summary>
    public Task Began => _began.Task;

    /// <summary>Ends when the listener's durable place is past the last block.</summary>
    public Task Passed => _passed.Task;

    public ChainId Chain => BenchWorkflow.Chain;

    public abstract TimeSpan PollInterval { get; }

    public ImmutableArray<ConfiguredChain> Chains => [new ConfiguredChain("bench", Chain)];

    /// <summary>How many blocks it will have.</summary>
    protected abstract long Blocks { get; }

    public IChainFeed? For(ChainId chain) => chain == Chain ? this : null;

    public ChainId? Resolve(string nameOrId) => nameOrId == "bench" || nameOrId == Chain.Value ? Chain : null;

    public Task<ChainAnswer<FeedCheckpoint>> Start(long? fromBlock, CancellationToken cancellationToken) =>
        Task.FromResult<ChainAnswer<FeedCheckpoint>>(
            new ChainAnswer<FeedCheckpoint>.Answered(new FeedCheckpoint(Chain, 0, [], -1)));

    public Task<ChainAnswer<LogLookup>> FindLog(
        Bytes32 transaction, int logIndex, EventFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<ChainAnswer<LogLookup>>(new ChainAnswer<LogLookup>.Answered(new LogLookup.NoSuchTransaction()));

    public Task<ChainAnswer<BlockStamp>> StampOf(long? block, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody asks for a past by dates here.");

    public Task<FeedStep> Read(
        FeedCheckpoint from, LogQuery query, int confirmations, CancellationToken cancellationToken)
    {
        _began.TrySetResult();
        if (from.Next < Blocks)
            return Task.FromResult(Read(from.Next));
        _passed.TrySetResult();
        return Task.FromResult<FeedStep>(new FeedStep.CaughtUp(Blocks - 1));
    }

    /// <summary>What there is from a block on that it has, or will have.</summary>
    protected abstract FeedStep Read(long next);

    /// <summary>The log of one event at its place in a block.</summary>
    protected static EventLog Log(BlockRef block, DateTimeOffset time, int index, params AbiValue[] arguments) =>
        new(0, Contract, [.. arguments], block, time, block.Hash, index);

    /// <summary>A block; the same in every run.</summary>
    protected static BlockRef BlockOf(long number)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        hash.Fill(0xb0);
        BitConverter.TryWriteBytes(hash, number);
        return new BlockRef(number, Bytes32.FromBytes(hash));
    }
}
