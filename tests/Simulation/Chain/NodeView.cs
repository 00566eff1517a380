namespace Kwala.Simulation.Chain;

/// <summary>What an endpoint leaves out of a block's logs.</summary>
internal enum Hidden
{
    Nothing,
    FirstEvent,
    All,
}

/// <summary>How an endpoint sees the chain in one answer.</summary>
/// <param name="Chain">All that was ever mined.</param>
/// <param name="Blocks">The branch that it takes for the chain; the index is the number.</param>
/// <param name="Lag">How many of the newest blocks it does not know.</param>
/// <param name="Hides">
/// What it has not indexed of the blocks that it is asked for: nothing, or the logs of one event, or all.
/// </param>
/// <param name="Lying">What it says that is not so; null for nothing.</param>
internal sealed record NodeView(
    SimulatedChain Chain, IReadOnlyList<SimulatedBlock> Blocks, int Lag, Hidden Hides, Lying? Lying)
{
    /// <summary>The number of its newest block.</summary>
    public int Head { get; } = Math.Max(0, Blocks.Count - 1 - Lag);

    /// <summary>A block by its hash, also one that is not canonical any more; not one of another endpoint's branch.</summary>
    public SimulatedBlock? Find(string hash) =>
        Chain.Find(hash) is { } block && (!Chain.IsAside(block) || Blocks.Contains(block)) ? block : null;
}
