using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kwala.Core.Behaviour;
using Kwala.Core.Messages;
using Kwala.Core.Workflows;

namespace Kwala.Core.Links;

/// <summary>
/// What an owner can say of a message in one tap: by a button under it, or by a link in it. The numbers stand in
/// messages and never change.
/// </summary>
public enum OwnerAnswer
{
    /// <summary>It was useful.</summary>
    Useful = 1,

    /// <summary>Not the time.</summary>
    NotNow = 2,

    /// <summary>Fewer of these.</summary>
    Fewer = 3,

    /// <summary>None of these on any channel: an opt-out.</summary>
    Stop = 4,

    /// <summary>Takes back that these are ignored.</summary>
    KeepTelling = 5,
}

/// <summary>The words of answers, the same wherever they are given.</summary>
public static class OwnerAnswers
{
    /// <summary>Those to an alert, in the order in which they are shown.</summary>
    public static ImmutableArray<OwnerAnswer> ToAlert { get; } =
        [OwnerAnswer.Useful, OwnerAnswer.NotNow, OwnerAnswer.Fewer, OwnerAnswer.Stop];

    /// <summary>What stands on its button, and names its link; in English.</summary>
    public static string Label(OwnerAnswer answer) => Label(answer, FixedWords.In(null));

    /// <summary>The same in these words.</summary>
    public static string Label(OwnerAnswer answer, FixedWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return answer switch
        {
            OwnerAnswer.Useful => words.Useful,
            OwnerAnswer.NotNow => words.NotNow,
            OwnerAnswer.Fewer => words.Fewer,
            OwnerAnswer.Stop => words.Stop,
            OwnerAnswer.KeepTelling => words.Undo,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Its word in a link: lower-case letters and hyphens.</summary>
    public static string Word(OwnerAnswer answer) => answer switch
    {
        OwnerAnswer.Useful => "useful",
        OwnerAnswer.NotNow => "not-now",
        OwnerAnswer.Fewer => "fewer",
        OwnerAnswer.Stop => "stop",
        OwnerAnswer.KeepTelling => "keep-telling",
        _ => throw new UnreachableException(),
    };

    /// <summary>The answer of a word; null for any other text.</summary>
    public static OwnerAnswer? OfWord(string word)
    {
        foreach (var answer in Enum.GetValues<OwnerAnswer>())
            if (Word(answer) == word)
                return answer;
        return null;
    }

    /// <summary>What to tell the owner once it is done: at most 200 characters; in English.</summary>
    public static string Done(OwnerAnswer answer, KindName kind) => Done(answer, kind, FixedWords.In(null));

    /// <summary>The same in these words.</summary>
    public static string Done(OwnerAnswer answer, KindName kind, FixedWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return answer switch
        {
            OwnerAnswer.Useful => words.UsefulDone,
            OwnerAnswer.NotNow => words.NotNowDone,
            OwnerAnswer.Fewer => FixedWords.Fill(words.FewerDone, kind),
            OwnerAnswer.Stop => FixedWords.Fill(words.StopDone, kind),
            OwnerAnswer.KeepTelling => FixedWords.Fill(words.UndoDone, kind),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>What an answer to an alert counts as.</summary>
    public static InteractionKind CountsAs(OwnerAnswer answer) => answer switch
    {
        OwnerAnswer.Useful => InteractionKind.Useful,
        OwnerAnswer.NotNow => InteractionKind.NotNow,
        OwnerAnswer.Fewer => InteractionKind.Fewer,
        OwnerAnswer.Stop => InteractionKind.Stop,
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The id under which a wallet hears it: the same answer to the same alert counts once, however often and over
    /// whichever channel it is given.
    /// </summary>
    public static string IdOf(OwnerAnswer answer, AlertMark alert) =>
        string.Create(CultureInfo.InvariantCulture, $"{Word(answer)} {alert.Value:x16}");
}
