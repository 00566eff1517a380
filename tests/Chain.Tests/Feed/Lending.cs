using System.Collections.Immutable;
using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;
using Kwala.Chain.Tests.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Feed;

/// <summary>One lending market's event, the query that follows it, and feeds over fake nodes.</summary>
internal static class Lending
{
    public static readonly ChainId Chain = ChainId.Evm(31337);

    public static readonly AbiEvent Event =
        ((AbiEventParse.Parsed)AbiEvent.Parse("HealthFactorUpdated(address indexed user, uint256 healthFactor)")).Event;

    public static readonly Address Market = AddressOf(0xAA);

    public static readonly LogQuery Query = new([new EventFilter(Event, [Market])]);

    /// <summary>The event for the wallet of this number.</summary>
    public static FakeLog Log(int wallet, long healthFactor, Address? market = null) => new(
        market ?? Market,
        [Event.Topic, Bytes32.FromBytes(AbiEncoding.Word(AddressOf((byte)wallet)))],
        AbiEncoding.Word(healthFactor));

    /// <summary>An event of another contract and kind.</summary>
    public static FakeLog Noise(int n) => new(
        AddressOf(0xEE), [Keccak256.Hash([(byte)n])], AbiEncoding.Word(n));

    public static ChainFeed FeedOver(params FakeNode[] nodes) => FeedOver(readAhead: false, nodes);

    public static ChainFeed FeedOver(bool readAhead, params FakeNode[] nodes)
    {
        // None of these nodes hangs: what takes long is a busy machine.
        var limits = new RpcLimits(TimeSpan.FromMinutes(5), 8 * 1024 * 1024, Retries: 0);
        var policy = new FeedPolicy(Chain, 10_000, 32, LiveBlocks: 64, true, TimeSpan.FromSeconds(1));
        return new ChainFeed(
            policy,
            nodes.Select(n => new RpcEndpoint(new HttpClient(n), n.Url, limits, TimeProvider.System, () => 1)),
            () => 1,
            readAhead);
    }

    /// <summary>A checkpoint before the first block.</summary>
    public static FeedCheckpoint Genesis { get; } = new(Chain, 0, [], -1);

    /// <summary>Reads until the feed has nothing new; every step must advance.</summary>
    public static async Task<(FeedCheckpoint At, ImmutableArray<EventLog> Logs)> ReadAll(
        ChainFeed feed, FeedCheckpoint from, int confirmations = 0, LogQuery? query = null)
    {
        var logs = ImmutableArray.CreateBuilder<EventLog>();
        while (true)
        {
            var step = await feed.Read(from, query ?? Query, confirmations, CancellationToken.None);
            if (step is FeedStep.CaughtUp)
                return (from, logs.ToImmutable());
            var advanced = Assert.IsType<FeedStep.Advanced>(step);
            Assert.Equal(from.Next, advanced.FromBlock);
            Assert.Equal(advanced.ToBlock + 1, advanced.To.Next);
            logs.AddRange(advanced.Logs);
            from = advanced.To;
        }
    }

    public static Address AddressOf(byte last)
    {
        var bytes = new byte[Address.Size];
        bytes[^1] = last;
        return Address.FromBytes(bytes);
    }
}
