using System.Collections.Immutable;

namespace Kwala.Ports.Chain;

/// <summary>A part of a chain's past, read once from its first block to its last.</summary>
public interface IPastLogs
{
    /// <summary>
    /// The logs that the query asks for, in the order of the chain, in portions. Ends after the last portion or after
    /// <see cref="PastStep.Failed"/>. Throws for nothing that a node or a file holds; only on cancellation.
    /// </summary>
    IAsyncEnumerable<PastStep> Read(LogQuery query, CancellationToken cancellationToken);

    /// <summary>Who says what contracts answered after blocks of this past; null where nobody can be asked.</summary>
    IContractReader? Contracts => null;
}

/// <summary>What one step into the past gave.</summary>
public abstract record PastStep
{
    private PastStep()
    {
    }

    /// <summary>A portion.</summary>
    /// <param name="Logs">In the order of the chain; may be empty.</param>
    /// <param name="Undecodable">How many logs with a filter's topic did not decode.</param>
    /// <param name="From">The first block of the whole past.</param>
    /// <param name="Through">Up to this block everything was read.</param>
    /// <param name="Share">About how much of the whole that is, 0 to 1.</param>
    public sealed record Portion(
        ImmutableArray<EventLog> Logs, long Undecodable, long From, long Through, double Share) : PastStep;

    /// <summary>No node gives an answer now; it is asked again by itself.</summary>
    /// <param name="Reason">For people; no secret.</param>
    public sealed record Waiting(string Reason) : PastStep;

    /// <summary>It cannot be read.</summary>
    /// <param name="Reason">Why, and how to put it right; no secret.</param>
    public sealed record Failed(string Reason) : PastStep;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<Portion, T> portion, Func<string, T> waiting, Func<string, T> failed) => this switch
    {
        Portion it => portion(it),
        Waiting it => waiting(it.Reason),
        Failed it => failed(it.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
