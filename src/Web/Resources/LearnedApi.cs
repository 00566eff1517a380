using System.Collections.Immutable;
using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using LearnedAnswer = Results<Ok<LearnedResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;
using UndoAnswer = Results<
    Ok<LearnedResource>, Refused<InvalidRequest>, Refused<TooLarge>, Refused<Unavailable>>;

/// <summary>What a wallet learned of its owner, and how the owner takes it back.</summary>
internal static class LearnedApi
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/wallets/{address}/learned", Read).WithName("readLearned")
            .WithSummary("What was learned of the owner and has a consequence, each in a sentence.").ForKeys();
        v1.MapPost("/wallets/{address}/learned/undo", Take).WithName("undoLearning")
            .WithSummary("Takes back what was learned; answers with what is left.")
            .Accepts<UndoResource>("application/json").ForKeys();
    }

    private static async Task<LearnedAnswer> Read(
        string address, IKwalaClient client, CancellationToken cancellationToken) =>
        !Doors.TryWallet(address, out var wallet, out var refused)
            ? refused
            : (await client.Wallets.ReadLearned(wallet, cancellationToken)).Match<LearnedAnswer>(
                items => TypedResults.Ok(ToResource(items)),
                reason => new Refused<NotThere>(reason),
                reason => Refusals.Parameter("address", reason),
                reason => Refusals.Unavailable(reason));

    private static async Task<UndoAnswer> Take(
        string address, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var body = await JsonBody.Read(request, Sizes.Body, cancellationToken);
        if (body is JsonBody.TooLarge)
            return Refusals.TooLarge(Sizes.Body);
        var mistakes = new Mistakes();
        if (ReadUndo(body, mistakes) is not { } what)
            return Refusals.Invalid(mistakes.ToImmutable());
        var outcome = await client.Wallets.UndoLearning(wallet, what, cancellationToken);
        if (outcome is not HeardOutcome.Heard)
            return outcome.Match<UndoAnswer>(
                () => throw new System.Diagnostics.UnreachableException(),
                wrong => Refusals.Invalid(
                    [.. wrong.Select(it => new ProblemError(it.Message, Pointer: JsonPointer.Root.ToString()))]),
                reason => Refusals.Unavailable(reason));
        return (await client.Wallets.ReadLearned(wallet, cancellationToken)).Match<UndoAnswer>(
            items => TypedResults.Ok(ToResource(items)),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));
    }

    private static Undo? ReadUndo(JsonBody body, Mistakes mistakes)
    {
        if (body is JsonBody.Parsed { Root: var root })
            return UndoReader.Read(root, mistakes);
        mistakes.At(JsonPointer.Root, ((JsonBody.Malformed)body).Detail);
        return null;
    }

    private static LearnedResource ToResource(ImmutableArray<LearnedThing> items) =>
        new([.. items.Select(it => new LearnedThingResource(it.Code, it.Text, it.Kind?.Value, it.Size))]);
}
