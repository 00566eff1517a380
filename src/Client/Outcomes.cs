using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>How a question ended.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record ReadOutcome<T>
{
    private ReadOutcome()
    {
    }

    /// <summary>Here it is.</summary>
    public sealed record Found(T Value) : ReadOutcome<T>;

    /// <summary>There is no such thing.</summary>
    /// <param name="Reason">What was not found, and where to look.</param>
    public sealed record NotFound(string Reason) : ReadOutcome<T>;

    /// <summary>
    /// The question itself is wrong (a cursor that no page gave), or this caller may not ask it (over HTTP: the key is
    /// not known, or lacks the role). Asking again cannot help.
    /// </summary>
    /// <param name="Reason">What is wrong and how to put it right.</param>
    public sealed record Refused(string Reason) : ReadOutcome<T>;

    /// <summary>Nobody answered. Ask again later.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : ReadOutcome<T>;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public TResult Match<TResult>(
        Func<T, TResult> found,
        Func<string, TResult> notFound,
        Func<string, TResult> refused,
        Func<string, TResult> unavailable) => this switch
        {
            Found it => found(it.Value),
            NotFound it => notFound(it.Reason),
            Refused it => refused(it.Reason),
            Unavailable it => unavailable(it.Reason),
            _ => throw new UnreachableException(),
        };
}

/// <summary>How a change of a wallet's preferences ended.</summary>
public abstract record PreferencesOutcome
{
    private PreferencesOutcome()
    {
    }

    /// <summary>They are stored, or were so already.</summary>
    public sealed record Stored(StoredPreferences Preferences) : PreferencesOutcome;

    /// <summary>Somebody else changed them since the tag was given. Read, decide again, write.</summary>
    /// <param name="Current">As they are now.</param>
    public sealed record Stale(StoredPreferences Current) : PreferencesOutcome;

    /// <summary>
    /// They cannot be stored; all mistakes at once. Over HTTP also where the API key may not do it: then one mistake
    /// without a field says so.
    /// </summary>
    /// <param name="Mistakes">What is wrong and how to put it right; not empty.</param>
    public sealed record Refused(ImmutableArray<PreferencesMistake> Mistakes) : PreferencesOutcome;

    /// <summary>Nobody answered; they may or may not be stored. The same change may be sent again.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : PreferencesOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<StoredPreferences, T> stored,
        Func<StoredPreferences, T> stale,
        Func<ImmutableArray<PreferencesMistake>, T> refused,
        Func<string, T> unavailable) => this switch
        {
            Stored it => stored(it.Preferences),
            Stale it => stale(it.Current),
            Refused it => refused(it.Mistakes),
            Unavailable it => unavailable(it.Reason),
            _ => throw new UnreachableException(),
        };
}

/// <summary>How one line of a bulk change ended. What the owner chose otherwise is not told: there are many.</summary>
public abstract record TierOutcome
{
    private TierOutcome()
    {
    }

    /// <summary>The tier is stored, or was so already.</summary>
    public sealed record Set : TierOutcome;

    /// <summary>It cannot be stored. Sending the same again cannot help.</summary>
    /// <param name="Reason">What is wrong and how to put it right.</param>
    public sealed record Refused(string Reason) : TierOutcome;

    /// <summary>Nobody answered; it may or may not be stored. The same line may be sent again.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : TierOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<T> set, Func<string, T> refused, Func<string, T> unavailable) => this switch
    {
        Set => set(),
        Refused it => refused(it.Reason),
        Unavailable it => unavailable(it.Reason),
        _ => throw new UnreachableException(),
    };
}

/// <summary>One thing that is wrong with preferences.</summary>
/// <param name="Field">
/// Where, such as <c>thresholds.liquidation-risk</c> or <c>contacts.email</c>; empty for the change as a whole.
/// </param>
/// <param name="Message">What is wrong and how to put it right.</param>
public sealed record PreferencesMistake(string Field, string Message);

/// <summary>How a change of a workflow ended.</summary>
public abstract record WorkflowOutcome
{
    private WorkflowOutcome()
    {
    }

    /// <summary>It decides from the next batch on, or no more after a delete.</summary>
    /// <param name="Hash">Content hash of the version that is now live; null after a delete.</param>
    public sealed record Done(Bytes32? Hash) : WorkflowOutcome;

    /// <summary>There is no workflow of that name.</summary>
    public sealed record NotFound : WorkflowOutcome;

    /// <summary>
    /// The text has mistakes: all of them. Over HTTP also where the API key may not do it: then one mistake says so.
    /// </summary>
    public sealed record Refused(ImmutableArray<WorkflowMistake> Mistakes) : WorkflowOutcome;

    /// <summary>A file owns it (decision 17): change the file instead.</summary>
    /// <param name="File">Which file.</param>
    public sealed record OwnedByFile(string File) : WorkflowOutcome;

    /// <summary>Nobody answered; the change may or may not have happened and may be sent again.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : WorkflowOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<Bytes32?, T> done,
        Func<T> notFound,
        Func<ImmutableArray<WorkflowMistake>, T> refused,
        Func<string, T> ownedByFile,
        Func<string, T> unavailable) => this switch
        {
            Done it => done(it.Hash),
            NotFound => notFound(),
            Refused it => refused(it.Mistakes),
            OwnedByFile it => ownedByFile(it.File),
            Unavailable it => unavailable(it.Reason),
            _ => throw new UnreachableException(),
        };
}

/// <summary>How sending a dead letter once more ended.</summary>
public abstract record RetryOutcome
{
    private RetryOutcome()
    {
    }

    /// <summary>It is in the outbox again.</summary>
    public sealed record Accepted : RetryOutcome;

    /// <summary>There is no such dead letter: sent again already, or past retention.</summary>
    public sealed record NotFound : RetryOutcome;

    /// <summary>
    /// Nobody answered, or over HTTP the API key may not ask for it; asking again does not send twice.
    /// </summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : RetryOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(Func<T> accepted, Func<T> notFound, Func<string, T> unavailable) => this switch
    {
        Accepted => accepted(),
        NotFound => notFound(),
        Unavailable it => unavailable(it.Reason),
        _ => throw new UnreachableException(),
    };
}
