using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Segments;

namespace Kwala.Client;

/// <summary>Which wallets belong to which segment of the deployment.</summary>
public interface ISegmentClient
{
    /// <summary>The segments by name, each with how many wallets belong to it.</summary>
    Task<ReadOutcome<ImmutableArray<SegmentStanding>>> List(CancellationToken cancellationToken);

    /// <summary>A page of the wallets of a segment. Not found where the deployment has none of that name.</summary>
    /// <param name="segment">Its name.</param>
    /// <param name="after">The next of the page before; null for the first page.</param>
    /// <param name="limit">At most so many wallets: 1 to 500.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<ReadOutcome<SegmentPage>> ReadWallets(
        SegmentName segment, Address? after, int limit, CancellationToken cancellationToken);

    /// <summary>The segments that a wallet belongs to now, by name.</summary>
    Task<ReadOutcome<ImmutableArray<SegmentName>>> Of(Address wallet, CancellationToken cancellationToken);
}

/// <summary>One segment of the deployment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Condition">Its condition, as it is configured.</param>
/// <param name="Version">The condition's version: 16 hex digits. Another condition has another.</param>
/// <param name="Wallets">How many wallets belonged to it, under this condition, when each was last saved.</param>
public sealed record SegmentStanding(SegmentName Name, string Condition, string Version, long Wallets);

/// <summary>A page of the wallets of a segment, in the order of their addresses.</summary>
/// <param name="Version">The version of the condition that they belong under.</param>
/// <param name="Wallets">The wallets.</param>
/// <param name="Next">Where the next page begins; null where there is none.</param>
public sealed record SegmentPage(string Version, ImmutableArray<Address> Wallets, Address? Next);
