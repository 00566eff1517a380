using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Interfaces.Workflows;
using Orleans;
using Orleans.Concurrency;

namespace Kwala.Grains.Interfaces;

/// <summary>What an operator asks of all wallets together. The key is <see cref="Key"/>.</summary>
[Alias("kwala.IDeploymentGrain")]
public interface IDeploymentGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "deployment";

    /// <summary>The chains that the deployment follows, in the order of its configuration.</summary>
    [Alias("Chains")]
    [AlwaysInterleave]
    Task<ImmutableArray<ChainId>> Chains();

    /// <summary>Deliveries that were given up and wait for the operator, newest first.</summary>
    [Alias("DeadLetters")]
    [AlwaysInterleave]
    Task<HistoryItems> DeadLetters(HistoryFilter filter);

    /// <summary>How many dead letters wait.</summary>
    [Alias("CountDeadLetters")]
    [AlwaysInterleave]
    Task<DeadLetterCount> CountDeadLetters();

    /// <summary>How a candidate in shadow differs from the live version, by the newest differences.</summary>
    [Alias("ReadShadow")]
    [AlwaysInterleave]
    Task<ShadowReport> ReadShadow(WorkflowId workflow, Bytes32 candidate);

    /// <summary>The segments of the deployment by name, each with how many wallets belong to it.</summary>
    [Alias("Segments")]
    [AlwaysInterleave]
    Task<ImmutableArray<SegmentStanding>> Segments();

    /// <summary>A page of the wallets of a segment; null where the deployment has none of that name.</summary>
    /// <param name="segment">Its name.</param>
    /// <param name="after">The last wallet of the page before; null for the first page.</param>
    /// <param name="limit">At most so many wallets: 1 to 500.</param>
    [Alias("SegmentMembers")]
    [AlwaysInterleave]
    Task<SegmentMembers?> SegmentMembers(string segment, Address? after, int limit);
}
