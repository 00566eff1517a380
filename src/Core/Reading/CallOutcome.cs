using System.Collections.Immutable;
using Kwala.Core.Abi;

namespace Kwala.Core.Reading;

/// <summary>How a contract answered at one block. That no node could say is none of these: it is asked again.</summary>
public abstract record CallOutcome
{
    private CallOutcome() { }

    /// <summary>The values, in the order of the function's outputs.</summary>
    public sealed record Returned(ImmutableArray<AbiValue> Values) : CallOutcome
    {
        /// <inheritdoc/>
        public bool Equals(Returned? other) => other is not null && Values.SequenceEqual(other.Values);

        /// <inheritdoc/>
        public override int GetHashCode() => Values.Length;
    }

    /// <summary>The contract refused, or its code failed; <paramref name="Reason"/> is a part of a sentence.</summary>
    public sealed record Reverted(string Reason) : CallOutcome;

    /// <summary>
    /// What came back is not what the function returns: there is no contract, another one, or the declaration is wrong.
    /// <paramref name="Problem"/> is a sentence for people.
    /// </summary>
    public sealed record Undecodable(string Problem) : CallOutcome;

    /// <summary>No node has kept the state of that block: an archive node would be needed.</summary>
    public sealed record StateNotAvailable : CallOutcome;

    /// <summary>One answer per case.</summary>
    public T Match<T>(
        Func<ImmutableArray<AbiValue>, T> returned,
        Func<string, T> reverted,
        Func<string, T> undecodable,
        Func<T> stateNotAvailable) => this switch
        {
            Returned r => returned(r.Values),
            Reverted r => reverted(r.Reason),
            Undecodable u => undecodable(u.Problem),
            StateNotAvailable => stateNotAvailable(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
