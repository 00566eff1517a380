using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using ReadAnswer = Results<
    Tagged<PreferencesResource>,
    NotModified,
    Refused<InvalidRequest>,
    Refused<NotThere>,
    Refused<Stale>,
    Refused<Unavailable>>;
using WriteAnswer = Results<
    Tagged<PreferencesResource>,
    Refused<InvalidRequest>,
    Refused<Stale>,
    Refused<TooLarge>,
    Refused<PreconditionNeeded>,
    Refused<Unavailable>>;

/// <summary>What a wallet's owner chose.</summary>
internal static class PreferencesApi
{
    private const string Path = "/wallets/{address}/preferences";

    // Others may write between our read and our write; each time one of them got ahead, so this ends.
    private const int PatchAttemptsMax = 5;

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet(Path, Read).WithName("readPreferences")
            .WithSummary("What the wallet's owner chose; every wallet has preferences, at first all unset.").ForKeys();
        v1.MapPut(Path, Replace).WithName("replacePreferences")
            .WithSummary("Replaces all choices. Needs If-Match: the ETag that was read, or * for whatever there is.")
            .Accepts<PreferencesResource>("application/json").ForKeys();
        v1.MapPatch(Path, Patch).WithName("patchPreferences")
            .WithSummary("Changes single choices by JSON Merge Patch (RFC 7396): null unsets, lists are replaced.")
            .Accepts<PreferencesResource>("application/merge-patch+json", "application/json").ForKeys();
    }

    private static async Task<ReadAnswer> Read(
        string address, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var conditions = Preconditions.Of(request);
        if (conditions.Mistakes is { IsEmpty: false } mistakes)
            return Refusals.Invalid(mistakes);
        var outcome = await client.Wallets.ReadPreferences(wallet, cancellationToken);
        return outcome.Match<ReadAnswer>(
            stored => conditions.Miss(stored.Tag) ? Preconditions.StaleOf(stored.Tag)
                : conditions.IfNoneMatch.Names(stored.Tag) ? new NotModified(stored.Tag)
                : Answer(stored),
            reason => new Refused<NotThere>(reason),
            reason => Refusals.Parameter("address", reason),
            reason => Refusals.Unavailable(reason));
    }

    private static Task<WriteAnswer> Replace(
        string address, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken) =>
        Precondition.IfMatch(request) is Precondition.Absent
            ? Task.FromResult<WriteAnswer>(new Refused<PreconditionNeeded>(
                "A PUT replaces everything: send If-Match with the ETag of the preferences that you read, or "
                + "If-Match: * to replace whatever is there. PATCH changes single choices without it."))
            : Write(address, client, request, 1, static (_, body) => body, cancellationToken);

    private static Task<WriteAnswer> Patch(
        string address, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken) =>
        Write(
            address,
            client,
            request,
            PatchAttemptsMax,
            static (current, body) => MergePatch.Apply(current.Preferences, body),
            cancellationToken);

    private static async Task<WriteAnswer> Write(
        string address,
        IKwalaClient client,
        HttpRequest request,
        int attempts,
        Func<StoredPreferences, JsonElement, JsonElement> combine,
        CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var conditions = Preconditions.Of(request);
        if (conditions.Mistakes is { IsEmpty: false } mistakes)
            return Refusals.Invalid(mistakes);
        return await JsonBody.Read(request, Sizes.Body, cancellationToken) switch
        {
            JsonBody.Parsed { Root: var body } => await Write(
                wallet, client, conditions, attempts, current => combine(current, body), cancellationToken),
            JsonBody.Malformed { Detail: var detail } => Refusals.Invalid([new ProblemError(detail, Pointer: "#")]),
            _ => Refusals.TooLarge(Sizes.Body),
        };
    }

    private static async Task<WriteAnswer> Write(
        Address wallet,
        IKwalaClient client,
        Preconditions conditions,
        int attempts,
        Func<StoredPreferences, JsonElement> whole,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await client.Wallets.ReadPreferences(wallet, cancellationToken)
                is not ReadOutcome<StoredPreferences>.Found { Value: var current })
                return Refusals.Unavailable("The wallet could not be read.");
            if (conditions.Refuse(current.Tag) is { } stale)
                return stale;
            var mistakes = new Mistakes();
            var preferences = PreferencesReader.Read(whole(current), current.Preferences, mistakes);
            if (!mistakes.None)
                return Refusals.Invalid(mistakes.ToImmutable());

            // A patch was computed from what was read, so even without If-Match it must meet the same version again.
            var ifTag = conditions.Whatever ? null : current.Tag;
            var outcome = await client.Wallets.ChangePreferences(
                new PreferencesChange(wallet, preferences, ifTag, Vouched: false), cancellationToken);
            if (outcome is PreferencesOutcome.Stale && conditions.IfMatch is Precondition.Absent && attempt < attempts)
                continue;
            return outcome.Match<WriteAnswer>(
                stored => Answer(stored),
                current => Preconditions.StaleOf(current.Tag),
                wrong => Refusals.Invalid(
                    [.. wrong.Select(it => new ProblemError(it.Message, Pointer: PointerTo(it.Field)))]),
                reason => Refusals.Unavailable(reason));
        }
    }

    // Where the client's field stands in the body that travels.
    private static string PointerTo(string field) => field switch
    {
        "" => "#",
        "mutedKinds" => "#/optOut/kinds",
        "mutedChannels" => "#/optOut/channels",
        "mutedRoutes" => "#/optOut/routes",
        _ => $"#/{field.Replace('.', '/')}",
    };

    private static Tagged<PreferencesResource> Answer(StoredPreferences stored) =>
        new(stored.Preferences.ToResource(), stored.Tag);
}
