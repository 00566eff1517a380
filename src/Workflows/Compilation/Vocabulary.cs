using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;

namespace Kwala.Workflows.Compilation;

/// <summary>What a deployment lets workflows name.</summary>
internal sealed record Vocabulary(
    ImmutableSortedDictionary<string, ChainId> Chains, ImmutableSortedDictionary<string, ChannelName> Channels)
{
    /// <summary>Names nothing: for what names neither chain nor channel.</summary>
    public static Vocabulary None { get; } = new(
        ImmutableSortedDictionary<string, ChainId>.Empty, ImmutableSortedDictionary<string, ChannelName>.Empty);

    /// <summary>
    /// Stands for whatever chain a name would mean in a deployment; null where only known names count.
    /// </summary>
    public ChainId? AnyChain { get; init; }
}
