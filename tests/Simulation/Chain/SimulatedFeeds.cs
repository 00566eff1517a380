using System.Collections.Immutable;
using Kwala.Chain.Feed;
using Kwala.Core.Evm;
using Kwala.Ports.Chain;

namespace Kwala.Simulation.Chain;

/// <summary>The one chain of a world.</summary>
internal sealed class SimulatedFeeds(ChainFeed feed) : IChainFeeds
{
    /// <summary>What workflows call it.</summary>
    public const string Name = "local";

    /// <summary>Its id.</summary>
    public static ChainId Chain { get; } = ChainId.Evm(NodeAnswer.ChainNumber);

    public ImmutableArray<ConfiguredChain> Chains => [new(Name, Chain)];

    public IChainFeed? For(ChainId chain) => chain == Chain ? feed : null;

    public ChainId? Resolve(string nameOrId) => nameOrId == Name || nameOrId == Chain.Value ? Chain : null;
}
