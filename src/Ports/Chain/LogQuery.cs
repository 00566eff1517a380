using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Ports.Chain;

/// <summary>One event to follow, of these contracts; an empty list means any contract.</summary>
public sealed record EventFilter(AbiEvent Event, ImmutableArray<Address> Contracts);

/// <summary>All that is followed on one chain at one depth. A log comes once per filter that it matches.</summary>
public sealed record LogQuery(ImmutableArray<EventFilter> Filters);

/// <summary>
/// One decoded log that matched a filter. <paramref name="Filter"/> is its index in the query;
/// <paramref name="Arguments"/> stand in the order of the event's declaration.
/// </summary>
public sealed record EventLog(
    int Filter,
    Address Contract,
    ImmutableArray<AbiValue> Arguments,
    BlockRef Block,
    DateTimeOffset BlockTime,
    Bytes32 Transaction,
    int LogIndex)
{
    /// <summary>Where the log stands on its chain.</summary>
    public LogPosition Position => new(Block.Number, LogIndex);
}

/// <summary>
/// A log with the topic of a filter whose contents do not fit the event's declaration; <paramref name="Problem"/>
/// is for people. It is counted and passed over: it will never decode.
/// </summary>
public sealed record UndecodableLog(
    int Filter, Address Contract, BlockRef Block, Bytes32 Transaction, int LogIndex, string Problem);
