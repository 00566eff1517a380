using System.Collections.Immutable;
using Kwala.Chain.Tests.Feed;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Tests.Calls;

/// <summary>One chain whose contracts can be asked, and nothing else.</summary>
internal sealed class OneReader(IContractReader reader) : IChainFeeds
{
    public ImmutableArray<ConfiguredChain> Chains => [new("local", Lending.Chain)];

    public IChainFeed? For(ChainId chain) => null;

    public IContractReader? ReaderOf(ChainId chain) => chain == Lending.Chain ? reader : null;

    public ChainId? Resolve(string nameOrId) => Lending.Chain;
}
