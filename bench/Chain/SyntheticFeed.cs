using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Bench.Chain;

/// <summary>What a synthetic chain holds.</summary>
/// <param name="Wallets">How many wallets; every event is about one of them, drawn with a fixed seed.</param>
/// <param name="Events">How many events.</param>
/// <param name="EventsPerBlock">How many in each block.</param>
/// <param name="BlocksPerStep">How many blocks come at a time, as a range of eth_getLogs would.</param>
/// <param name="CrossingPercent">
/// The share of events that cross the threshold: the first down, the next up again.
/// </param>
/// <param name="Live">Whether the blocks are new, so that crossings are told; otherwise they are history.</param>
internal sealed record SyntheticChain(
    int Wallets, int Events, int EventsPerBlock, int BlocksPerStep, int CrossingPercent, bool Live)
{
    public long Blocks => (Events + EventsPerBlock - 1) / EventsPerBlock;
}

/// <summary>A chain that costs next to nothing to read: decoded logs, made when they are asked for.</summary>
internal sealed class SyntheticFeed : MadeUpFeed
{
    private const int ValuesPerSide = 256;
    private static readonly BigInteger Unit = BigInteger.Pow(10, 15);

    private readonly SyntheticChain _chain;
    private readonly TimeProvider _time;
    private readonly AbiValue[] _owners, _safe, _breached;
    private readonly bool[] _isBreached;
    private uint _seed = 0x9E3779B9;
    private long _made;

    public SyntheticFeed(SyntheticChain chain, TimeProvider time)
    {
        (_chain, _time) = (chain, time);
        _owners = [.. Enumerable.Range(0, chain.Wallets).Select(number => new AbiValue.Account(Owners.Of(number)))];
        _isBreached = new bool[chain.Wallets];
        _safe = [.. Enumerable.Range(0, ValuesPerSide).Select(step => new AbiValue.Number((1500 + step) * Unit))];
        _breached = [.. Enumerable.Range(0, ValuesPerSide).Select(step => new AbiValue.Number((1000 + step) * Unit))];
    }

    public override TimeSpan PollInterval => TimeSpan.FromSeconds(1);

    protected override long Blocks => _chain.Blocks;

    protected override FeedStep Read(long next)
    {
        var to = Math.Min(next + _chain.BlocksPerStep, _chain.Blocks) - 1;
        var logs = new List<EventLog>(_chain.EventsPerBlock * _chain.BlocksPerStep);
        var now = _time.GetUtcNow();
        for (var block = next; block <= to; block++)
            Fill(BlockOf(block), now, logs);
        // History is final; of new blocks the last 64 are not, as on a chain with finality.
        var finalized = _chain.Live ? Math.Max(-1, to - 64) : to;
        return new FeedStep.Advanced(
            [.. logs],
            [],
            new FeedCheckpoint(Chain, to + 1, [BlockOf(to)], finalized),
            next,
            to,
            AtHead: _chain.Live,
            _chain.Blocks - 1);
    }

    private void Fill(BlockRef block, DateTimeOffset time, List<EventLog> logs)
    {
        for (var index = 0; index < _chain.EventsPerBlock && _made < _chain.Events; index++, _made++)
        {
            var wallet = (int)(Next() % (uint)_chain.Wallets);
            if (Next() % 100 < _chain.CrossingPercent)
                _isBreached[wallet] = !_isBreached[wallet];
            var values = _isBreached[wallet] ? _breached : _safe;
            logs.Add(Log(block, time, index, _owners[wallet], values[Next() % ValuesPerSide]));
        }
    }

    // xorshift32: the same events in every run.
    private uint Next()
    {
        _seed ^= _seed << 13;
        _seed ^= _seed >> 17;
        return _seed ^= _seed << 5;
    }
}
