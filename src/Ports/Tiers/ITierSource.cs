using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Ports.Tiers;

/// <summary>Where the protocol's team says which tier a wallet has. It may be slow, away or wrong.</summary>
public interface ITierSource
{
    /// <summary>From which age on an answer is called stale.</summary>
    TimeSpan StaleAfter { get; }

    /// <summary>Asks about one wallet; throws nothing but cancellation.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="etag">The tag of the answer that is known; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TierAnswer> Ask(Address wallet, string? etag, CancellationToken cancellationToken);
}

/// <summary>How a question for a wallet's tier ended.</summary>
public abstract record TierAnswer
{
    private TierAnswer()
    {
    }

    /// <summary>The wallet has this tier.</summary>
    /// <param name="Tier">A well-formed name, which no workflow has to know.</param>
    /// <param name="ETag">The answer's tag; null for none.</param>
    /// <param name="FreshFor">How long there is no need to ask again.</param>
    public sealed record Found(TierName Tier, string? ETag, TimeSpan FreshFor) : TierAnswer;

    /// <summary>The answer with the tag that was given still holds.</summary>
    /// <param name="FreshFor">How long there is no need to ask again.</param>
    public sealed record Unchanged(TimeSpan FreshFor) : TierAnswer;

    /// <summary>The team does not know the wallet, or has no tier for it.</summary>
    /// <param name="FreshFor">How long there is no need to ask again.</param>
    public sealed record UnknownWallet(TimeSpan FreshFor) : TierAnswer;

    /// <summary>There is no answer, or none that can be used: what is known stays.</summary>
    /// <param name="Reason">Why, without a secret.</param>
    public sealed record Unavailable(string Reason) : TierAnswer;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<Found, T> found, Func<Unchanged, T> unchanged, Func<UnknownWallet, T> unknown,
        Func<Unavailable, T> unavailable) => this switch
        {
            Found it => found(it),
            Unchanged it => unchanged(it),
            UnknownWallet it => unknown(it),
            Unavailable it => unavailable(it),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
