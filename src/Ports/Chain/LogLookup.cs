using Kwala.Core.Evm;

namespace Kwala.Ports.Chain;

/// <summary>What stands at one log index of a transaction, seen through one filter.</summary>
public abstract record LogLookup
{
    private LogLookup() { }

    /// <summary>A log that the filter matches, decoded; its filter index is 0.</summary>
    public sealed record Matched(EventLog Log) : LogLookup;

    /// <summary>A log of this contract that the filter does not ask for: another event, or another contract.</summary>
    public sealed record AnotherLog(Address Contract) : LogLookup;

    /// <summary>A log with the filter's event whose contents do not fit the event's declaration.</summary>
    public sealed record Undecodable(UndecodableLog Log) : LogLookup;

    /// <summary>The transaction is in a block and has no log at this index.</summary>
    public sealed record NoSuchLog : LogLookup;

    /// <summary>No block that the node knows holds the transaction: mistyped, still pending, or orphaned.</summary>
    public sealed record NoSuchTransaction : LogLookup;

    /// <summary>One answer per case.</summary>
    public T Match<T>(
        Func<EventLog, T> matched,
        Func<Address, T> anotherLog,
        Func<UndecodableLog, T> undecodable,
        Func<T> noSuchLog,
        Func<T> noSuchTransaction) => this switch
        {
            Matched m => matched(m.Log),
            AnotherLog a => anotherLog(a.Contract),
            Undecodable u => undecodable(u.Log),
            NoSuchLog => noSuchLog(),
            NoSuchTransaction => noSuchTransaction(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
