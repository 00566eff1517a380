using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client;
using Kwala.Core;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>What an owner did, as a request says it; every mistake at its place.</summary>
internal static class InteractionReader
{
    private static readonly string[] Kinds = [.. Enum.GetValues<InteractionKind>().Select(it => Words.Of(it))];

    /// <summary>One interaction or a list of them.</summary>
    /// <param name="root">The body.</param>
    /// <param name="key">Tells a repeat of the request apart, for interactions without an id; null for none.</param>
    /// <param name="mistakes">Takes every mistake.</param>
    public static ImmutableArray<ReportedInteraction> Read(JsonElement root, string? key, Mistakes mistakes) =>
        Each(root, mistakes, (item, at, index) =>
            Names.IsObjectOf(item, at, mistakes, "id", "kind", "about")
            && Id(item, at, index is { } number && key is not null ? $"{key}#{number}" : key, mistakes) is { } id
                ? Interaction(item, at, id, at.Member("id"), mistakes)
                : null);

    /// <summary>One CloudEvent or a batch of them (CloudEvents 1.0, JSON format): id and source are the key.</summary>
    public static ImmutableArray<ReportedInteraction> ReadEvents(JsonElement root, bool isBatch, Mistakes mistakes)
    {
        if (root.ValueKind == JsonValueKind.Array != isBatch)
        {
            mistakes.At(JsonPointer.Root, isBatch
                ? "A batch of events is a list."
                : "This must be one event; a list of them is sent as application/cloudevents-batch+json.");
            return [];
        }

        return Each(root, mistakes, (item, at, _) => Event(item, at, mistakes));
    }

    private static ImmutableArray<ReportedInteraction> Each(
        JsonElement root, Mistakes mistakes, Func<JsonElement, JsonPointer, int?, ReportedInteraction?> read)
    {
        if (root.ValueKind != JsonValueKind.Array)
            return read(root, JsonPointer.Root, null) is { } only ? [only] : [];
        if (root.GetArrayLength() is 0 or > InteractionChecks.CountMax)
        {
            mistakes.At(JsonPointer.Root, $"Send 1 to {InteractionChecks.CountMax} interactions at once.");
            return [];
        }

        return [.. root.EnumerateArray().Select((item, index) => read(item, JsonPointer.Root.Item(index), index))
            .OfType<ReportedInteraction>()];
    }

    private static ReportedInteraction? Event(JsonElement item, JsonPointer at, Mistakes mistakes)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            mistakes.At(at, "This must be an object.");
            return null;
        }

        var id = Needed(item, "id", at, mistakes);
        var source = Needed(item, "source", at, mistakes);
        Needed(item, "type", at, mistakes);
        if (Needed(item, "specversion", at, mistakes) is { } version && version != "1.0")
            mistakes.At(at.Member("specversion"), "Only CloudEvents 1.0 are understood here.");
        if (!item.TryGetProperty("data", out var data))
        {
            mistakes.At(at.Member("data"), "Give the interaction as JSON: {\"kind\": \"useful\", \"about\": null}.");
            return null;
        }

        // No source has a space, so no other pair becomes the same text.
        if (source?.Contains(' ', StringComparison.Ordinal) == true)
            mistakes.At(at.Member("source"), "A source is a URI reference, which has no space.");
        return Names.IsObjectOf(data, at.Member("data"), mistakes, "kind", "about")
            ? Interaction(data, at.Member("data"), $"{source} {id}", at.Member("id"), mistakes)
            : null;
    }

    private static ReportedInteraction? Interaction(
        JsonElement item, JsonPointer at, string id, JsonPointer idAt, Mistakes mistakes)
    {
        var word = Names.Member(item, "kind") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        if (Words.Member<InteractionKind>(word) is not { } kind)
        {
            mistakes.At(at.Member("kind"), $"There is no such interaction: {NearestWord.Advice(word, Kinds)}");
            return null;
        }

        var interaction = About(item, new ReportedInteraction(id, kind), at.Member("about"), mistakes);
        foreach (var wrong in InteractionChecks.Of([interaction]))
            mistakes.At(wrong.Field == "id" ? idAt : at.Member(wrong.Field), wrong.Message);
        return interaction;
    }

    private static ReportedInteraction About(
        JsonElement item, ReportedInteraction interaction, JsonPointer at, Mistakes mistakes) =>
        Names.Member(item, "about") is { } about && Names.IsObjectOf(about, at, mistakes, "notification", "kind")
            ? interaction with
            {
                Notification = Text(about, "notification", at, mistakes),
                About = Text(about, "kind", at, mistakes) is { } name ? new KindName(name) : null,
            }
            : interaction;

    private static string? Id(JsonElement item, JsonPointer at, string? key, Mistakes mistakes)
    {
        if (Text(item, "id", at, mistakes) is { } id)
            return id;
        if (key is null)
            mistakes.At(at.Member("id"), "Give an id, or the header Idempotency-Key: it tells a repeat apart.");
        return key;
    }

    private static string? Needed(JsonElement item, string member, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(item, member) is { ValueKind: JsonValueKind.String } text
            && text.GetString() is { Length: > 0 } it)
            return it;
        mistakes.At(at.Member(member), $"A CloudEvent has a {member}: text that is not empty.");
        return null;
    }

    private static string? Text(JsonElement item, string member, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(item, member) is not { } text)
            return null;
        if (text.ValueKind == JsonValueKind.String)
            return text.GetString();
        mistakes.At(at.Member(member), "This must be text.");
        return null;
    }
}
