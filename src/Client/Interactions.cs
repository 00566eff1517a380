using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>
/// What an owner did, as it is reported. About one notification, about a kind of them, or about none: then the owner
/// was there.
/// </summary>
/// <param name="Id">
/// The idempotency key, 1 to <see cref="IdLengthMax"/> characters without control characters: one that this wallet
/// heard lately (among its last 16) changes nothing.
/// </param>
/// <param name="Kind">
/// What the owner did. To stop a kind is an opt-out of it on every channel and needs <see cref="About"/>.
/// </param>
public sealed record ReportedInteraction(string Id, InteractionKind Kind)
{
    /// <summary>The longest <see cref="Id"/>.</summary>
    public const int IdLengthMax = 512;

    /// <summary>
    /// The notification's key in the inbox, 64 lower-case hex digits; null where it is about no single one.
    /// </summary>
    public string? Notification { get; init; }

    /// <summary>
    /// The kind of notification; null where it is about no kind. Beside a notification it is that one's kind, which is
    /// meant where fewer are asked for and the notification awaits no response any more.
    /// </summary>
    public KindName? About { get; init; }
}

/// <summary>One thing that a wallet has learned of its owner.</summary>
/// <param name="Code">
/// Stable: <c>ignored</c>, <c>kept</c>, <c>fast</c>, <c>slot</c>, <c>stage</c> or <c>nothing</c>.
/// </param>
/// <param name="Text">It in a sentence for the owner.</param>
/// <param name="Kind">What it is about; null where it is about no kind.</param>
/// <param name="Size">About which magnitude, 0 to 7; null where it is about none.</param>
public sealed record LearnedThing(string Code, string Text, KindName? Kind, int? Size);

/// <summary>How telling a wallet what its owner did, or takes back, ended.</summary>
public abstract record HeardOutcome
{
    private HeardOutcome()
    {
    }

    /// <summary>It is durable, or was so already: what is told next is decided by it.</summary>
    public sealed record Heard : HeardOutcome;

    /// <summary>
    /// It has mistakes: all of them. Where several were reported and one has a mistake of form, none was heard. Over
    /// HTTP also where the API key may not do it.
    /// </summary>
    /// <param name="Mistakes">What is wrong and how to put it right; not empty.</param>
    public sealed record Refused(ImmutableArray<HeardMistake> Mistakes) : HeardOutcome;

    /// <summary>Nobody answered; some of it may have been heard. The same may be sent again.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : HeardOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<T> heard, Func<ImmutableArray<HeardMistake>, T> refused, Func<string, T> unavailable) => this switch
        {
            Heard => heard(),
            Refused it => refused(it.Mistakes),
            Unavailable it => unavailable(it.Reason),
            _ => throw new UnreachableException(),
        };
}

/// <summary>One thing that is wrong with what was reported.</summary>
/// <param name="Index">Which of the interactions, from 0; 0 where there is one.</param>
/// <param name="Field"><c>id</c>, <c>kind</c>, <c>about</c>, <c>what</c>, <c>size</c>; empty for all of it.</param>
/// <param name="Message">What is wrong and how to put it right.</param>
public sealed record HeardMistake(int Index, string Field, string Message);
