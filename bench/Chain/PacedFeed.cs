using System.Collections.Concurrent;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace Kwala.Bench.Chain;

/// <summary>What happens on a chain whose blocks come by the clock, whether or not anybody keeps up.</summary>
/// <param name="Every">From one block to the next.</param>
/// <param name="Blocks">How many blocks.</param>
/// <param name="Events">Events of ordinary wallets in each block.</param>
/// <param name="HotEvents">Events of one wallet more in each block, among the others.</param>
/// <param name="CrossingPercent">
/// The share of the ordinary wallets' events that cross the threshold, each of a wallet that never did before.
/// </param>
/// <param name="HotCrossingPercent">The share of the hot wallet's that do, down and up again.</param>
internal sealed record PacedChain(
    TimeSpan Every, int Blocks, int Events, int HotEvents, int CrossingPercent, int HotCrossingPercent);

/// <summary>Such a chain, followed at its head from when it is first read.</summary>
internal sealed class PacedFeed(PacedChain chain, TimeProvider time) : MadeUpFeed
{
    // They are in memory after the first blocks, as wallets are that have been heard of.
    private const int Wallets = 10_000;

    private const int BlocksPerStep = 16;

    private static readonly BigInteger Unit = BigInteger.Pow(10, 15);
    private static readonly AbiValue Hot = new AbiValue.Account(Owners.Of(-1));

    private readonly Random _random = new(42);
    private readonly ConcurrentDictionary<string, long> _crossings = [];
    private int _fresh = Wallets;
    private bool _hotIsBreached;
    private long _started;

    public override TimeSpan PollInterval => TimeSpan.FromMilliseconds(2);

    /// <summary>Whose crossing is in which block, for ordinary wallets, by address.</summary>
    public IReadOnlyDictionary<string, long> Crossings => _crossings;

    protected override long Blocks => chain.Blocks;

    /// <summary>When a block was there to be read, as a stopwatch's timestamp.</summary>
    public long BornAt(long block) => _started + (long)(block * chain.Every.TotalSeconds * Stopwatch.Frequency);

    protected override FeedStep Read(long next)
    {
        if (_started == 0)
            _started = Stopwatch.GetTimestamp();
        var head = Math.Min(
            chain.Blocks - 1, (long)(Stopwatch.GetElapsedTime(_started).Ticks / (double)chain.Every.Ticks));
        if (next > head)
            return new FeedStep.CaughtUp(head);
        var to = Math.Min(head, next + BlocksPerStep - 1);
        var logs = new List<EventLog>();
        for (var block = next; block <= to; block++)
            Fill(BlockOf(block), logs);
        return new FeedStep.Advanced(
            [.. logs],
            [],
            new FeedCheckpoint(Chain, to + 1, [BlockOf(to)], Math.Max(-1, to - 64)),
            next,
            to,
            AtHead: true,
            head);
    }

    private void Fill(BlockRef block, List<EventLog> logs)
    {
        var (now, hot) = (time.GetUtcNow(), 0);
        for (var ordinary = 0; ordinary < chain.Events; ordinary++)
        {
            logs.Add(Ordinary(block, now, ordinary + hot));
            for (; hot < (ordinary + 1) * chain.HotEvents / chain.Events; hot++)
                logs.Add(OfHot(block, now, ordinary + 1 + hot));
        }
    }

    private EventLog Ordinary(BlockRef block, DateTimeOffset now, int index)
    {
        var isBreached = Crosses(chain.CrossingPercent);
        var owner = Owners.Of(isBreached ? _fresh++ : _random.Next(Wallets));
        if (isBreached)
            _crossings[owner.ToString()] = block.Number;
        return Log(block, now, index, new AbiValue.Account(owner), Value(isBreached));
    }

    private EventLog OfHot(BlockRef block, DateTimeOffset now, int index)
    {
        _hotIsBreached ^= Crosses(chain.HotCrossingPercent);
        return Log(block, now, index, Hot, Value(_hotIsBreached));
    }

    private bool Crosses(int percent) => _random.Next(100) < percent;

    private AbiValue.Number Value(bool isBreached) => new(((isBreached ? 1000 : 1500) + _random.Next(256)) * Unit);
}
