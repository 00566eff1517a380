using System.Text.Json;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Attention;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Reads the choices of attention from a request, collecting every mistake.</summary>
internal static class AttentionReader
{
    private const int BudgetMax = 1000, SubjectLengthMax = 256;

    public static AttentionChoices Read(JsonElement body, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(body, "attention") is not { } it
            || !Names.IsObjectOf(
                it, at, mistakes, "zone", "quiet", "perDay", "perWeek", "digest", "digestKinds", "snoozes"))
            return AttentionChoices.Unset;
        return new AttentionChoices
        {
            Zone = Text(it, "zone", at, mistakes, OwnerTime.IsZone, "Give an IANA time zone, such as Europe/Berlin."),
            Quiet = Text(
                it, "quiet", at, mistakes, text => QuietHours.TryParse(text, out _),
                "Give quiet hours as 22:00-07:00; begin and end differ.") is { } quiet
                && QuietHours.TryParse(quiet, out var hours) ? hours : null,
            PerDay = Budget(it, "perDay", at, mistakes),
            PerWeek = Budget(it, "perWeek", at, mistakes),
            Digest = Text(
                it, "digest", at, mistakes, text => DigestSchedule.TryParse(text, out _),
                "Give the digest's time as daily 09:00 or friday 18:30, or learned before either.") is { } digest
                && DigestSchedule.TryParse(digest, out var schedule) ? schedule : null,
            DigestKinds = [.. List(it, "digestKinds", at, PreferencesReader.EntriesMax, mistakes)
                .Select(item => Kind(item.Value, item.At, mistakes)).OfType<KindName>()],
            Snoozes = [.. List(it, "snoozes", at, Snooze.CountMax, mistakes)
                .Select(item => ReadSnooze(item.Value, item.At, mistakes)).OfType<Snooze>()],
        };
    }

    private static string? Text(
        JsonElement it, string name, JsonPointer at, Mistakes mistakes, Func<string, bool> fits, string remedy)
    {
        if (Names.Member(it, name) is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: <= 64 } text && fits(text))
            return text;
        mistakes.At(at.Member(name), remedy);
        return null;
    }

    private static int? Budget(JsonElement it, string name, JsonPointer at, Mistakes mistakes)
    {
        if (Names.Member(it, name) is not { } element)
            return null;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var budget)
            && budget is >= 0 and <= BudgetMax)
            return budget;
        mistakes.At(at.Member(name), $"Give a whole number from 0 to {BudgetMax}.");
        return null;
    }

    private static (JsonElement Value, JsonPointer At)[] List(
        JsonElement it, string name, JsonPointer at, int countMax, Mistakes mistakes)
    {
        if (Names.Member(it, name) is not { } list)
            return [];
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= countMax)
            return [.. list.EnumerateArray().Select((item, index) => (item, at.Member(name).Item(index)))];
        mistakes.At(at.Member(name), $"This must be a list of at most {countMax}.");
        return [];
    }

    private static KindName? Kind(JsonElement value, JsonPointer at, Mistakes mistakes)
    {
        if (value.ValueKind == JsonValueKind.String && Names.IsName(value.GetString()!, Names.LengthMax))
            return new KindName(value.GetString()!);
        mistakes.At(at, Names.Problem(Names.LengthMax));
        return null;
    }

    private static Snooze? ReadSnooze(JsonElement value, JsonPointer at, Mistakes mistakes)
    {
        if (!Names.IsObjectOf(value, at, mistakes, "kind", "workflow", "subject", "until", "episode"))
            return null;
        var until = Names.Member(value, "until") is { ValueKind: JsonValueKind.String } text
            && Instants.TryRead(text.GetString()!, out var instant) ? instant : default(DateTimeOffset?);
        if (Names.Member(value, "until") is not null && until is null)
        {
            mistakes.At(at.Member("until"), Instants.Problem);
            return null;
        }

        var episode = Names.Member(value, "episode") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt64(out var given) && given > 0 ? given : default(long?);
        var (kind, workflow, subject) = (Name(value, "kind"), Name(value, "workflow"), Subject(value));
        if (kind is not null && workflow is null && subject is null && episode is null && until is { } end)
            return new Snooze.OfKind(new KindName(kind), end);
        if (kind is null && workflow is not null && subject is not null && (until ?? (object?)episode) is not null)
            return new Snooze.OfPosition(new WorkflowId(workflow), new SubjectKey(subject), until, episode);
        mistakes.At(
            at,
            "Give a kind with until; or a workflow and a subject with until, the number of an episode, or both.");
        return null;
    }

    private static string? Name(JsonElement value, string member) =>
        Names.Member(value, member) is { ValueKind: JsonValueKind.String } name
        && Names.IsName(name.GetString()!, Names.LengthMax) ? name.GetString() : null;

    private static string? Subject(JsonElement value) =>
        Names.Member(value, "subject") is { ValueKind: JsonValueKind.String } subject
        && subject.GetString() is { Length: > 0 and <= SubjectLengthMax } text ? text : null;
}
