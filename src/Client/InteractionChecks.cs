using System.Buffers;
using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>What is wrong with what is reported of an owner, the same for every way to report it.</summary>
internal static class InteractionChecks
{
    /// <summary>As many as one call takes.</summary>
    public const int CountMax = 100;

    private const int NameLengthMax = 64;
    private const int KeyLength = 64;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> KeyLetters = SearchValues.Create("0123456789abcdef");

    /// <summary>Every mistake of every interaction.</summary>
    public static ImmutableArray<HeardMistake> Of(IReadOnlyList<ReportedInteraction> interactions) =>
        interactions.Count > CountMax
            ? [new HeardMistake(0, "", $"{interactions.Count} are too many: report at most {CountMax} at once.")]
            : [.. interactions.SelectMany((it, index) => Of(it).Select(wrong => wrong with { Index = index }))];

    /// <summary>Every mistake of what an owner takes back.</summary>
    public static ImmutableArray<HeardMistake> Of(Undo what) => what switch
    {
        Undo.KeepTelling it => [.. KindOf(it.Kind, "kind"), .. SizeOf(it.Bucket)],
        Undo.ForgetKind it => [.. KindOf(it.Kind, "kind")],
        _ => [],
    };

    /// <summary>The notification of its inbox key; null for what is none.</summary>
    public static AlertMark? MarkOf(string notification) =>
        notification.Length == KeyLength && !notification.AsSpan().ContainsAnyExcept(KeyLetters)
            ? AlertMark.Of(new DeliveryKey(Bytes32.FromBytes(Convert.FromHexString(notification))))
            : null;

    private static IEnumerable<HeardMistake> Of(ReportedInteraction it)
    {
        if (it.Id.Length is 0 or > ReportedInteraction.IdLengthMax || it.Id.Any(char.IsControl))
            yield return new HeardMistake(
                0, "id", $"Give an id of 1 to {ReportedInteraction.IdLengthMax} characters: it tells a repeat apart.");
        if (!Enum.IsDefined(it.Kind))
            yield return new HeardMistake(0, "kind", "There is no such kind of interaction.");
        if (it.Kind == InteractionKind.Stop && it.About is null)
            yield return new HeardMistake(0, "about", "Say which kind to stop: {\"kind\": \"...\"}.");
        if (it.Notification is { } notification && MarkOf(notification) is null)
            yield return new HeardMistake(
                0, "about", "A notification is named by its key in the inbox: 64 lower-case hex digits.");
        if (it.About is { } kind)
            foreach (var wrong in KindOf(kind, "about"))
                yield return wrong;
    }

    private static IEnumerable<HeardMistake> KindOf(KindName kind, string field)
    {
        if (kind.Value is not { Length: > 0 and <= NameLengthMax } name
            || name.AsSpan().ContainsAnyExcept(NameLetters))
            yield return new HeardMistake(
                0, field, $"A kind's name has 1 to {NameLengthMax} characters of a-z, 0-9 and -.");
    }

    private static IEnumerable<HeardMistake> SizeOf(int size)
    {
        if (size is < 0 or >= Magnitude.BucketsMax)
            yield return new HeardMistake(
                0, "size", $"A size is 0 to {Magnitude.BucketsMax - 1}, as GET .../learned gives it.");
    }
}
