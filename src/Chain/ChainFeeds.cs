using System.Collections.Immutable;
using System.Net;
using Kwala.Chain.Calls;
using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;
using Microsoft.Extensions.Options;

namespace Kwala.Chain;

/// <summary>The configured chains, each with its own feed and reader over one shared connection pool.</summary>
internal sealed class ChainFeeds : IChainFeeds, IDisposable
{
    private readonly HttpClient _http = NewClient();
    private readonly ImmutableArray<(string Name, ChainFeed Feed, ContractReader Reader)> _feeds;

    public ChainFeeds(IOptions<ChainsOptions> options, TimeProvider time)
    {
        // Jitter needs no repeatable choices; the pauses that it makes are tested with given numbers.
        var random = new Random();
        _feeds =
        [
            .. options.Value.Chains.Select(chain => Of(chain, time, () =>
            {
                lock (random)
                    return random.NextDouble();
            })),
        ];
        Chains = [.. _feeds.Select(f => new ConfiguredChain(f.Name, f.Feed.Chain))];
    }

    /// <inheritdoc/>
    public ImmutableArray<ConfiguredChain> Chains { get; }

    /// <inheritdoc/>
    public IChainFeed? For(ChainId chain) => _feeds.FirstOrDefault(f => f.Feed.Chain == chain).Feed;

    /// <inheritdoc/>
    public IContractReader? ReaderOf(ChainId chain) => _feeds.FirstOrDefault(f => f.Feed.Chain == chain).Reader;

    /// <inheritdoc/>
    public ChainId? Resolve(string nameOrId)
    {
        foreach (var (name, feed, _) in _feeds)
        {
            if (string.Equals(name, nameOrId, StringComparison.OrdinalIgnoreCase) || feed.Chain.Value == nameOrId)
                return feed.Chain;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, feed, _) in _feeds)
            feed.Dispose();
        _http.Dispose();
    }

    private (string, ChainFeed, ContractReader) Of(ChainOptions chain, TimeProvider time, Func<double> random)
    {
        var limits = new RpcLimits(chain.RequestTimeout, chain.AnswerBytesMax, chain.Retries);
        var policy = new FeedPolicy(
            new ChainId(chain.Id),
            chain.RangeBlocksMax,
            chain.FollowBlocksMax,
            chain.LiveBlocks,
            chain.VerifyBloom,
            chain.PollInterval);
        ImmutableArray<RpcEndpoint> nodes =
            [.. chain.Rpc.Select(url => new RpcEndpoint(_http, new Uri(url), limits, time, random))];
        return (
            chain.Name,
            new ChainFeed(policy, nodes, random, chain.ReadAhead),
            new ContractReader(policy.Chain, nodes, policy.PollInterval, random));
    }

    // A client of our own, not the factory's: that one logs URLs, and so does the handler's tracing; they hold keys.
    private static HttpClient NewClient() =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
