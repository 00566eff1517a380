using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using HeardAnswer = Results<
    Ok<HeardResource>, Refused<InvalidRequest>, Refused<TooLarge>, Refused<Unavailable>>;

/// <summary>What an owner did, as the protocol's backend saw it.</summary>
internal static class InteractionsApi
{
    private const string Event = "application/cloudevents+json";
    private const string Events = "application/cloudevents-batch+json";
    private const string IdempotencyKey = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/wallets/{address}/interactions", Report).WithName("reportInteractions")
            .WithSummary("Tells what the owner did: one interaction, a list of them, or CloudEvents that carry them.")
            .Accepts<InteractionResource>("application/json", Event, Events)
            .ForKeys();

    private static async Task<HeardAnswer> Report(
        string address, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var body = await JsonBody.Read(request, Sizes.Body, cancellationToken);
        if (body is JsonBody.TooLarge)
            return Refusals.TooLarge(Sizes.Body);
        var mistakes = new Mistakes();
        var interactions = Read(request, body, mistakes);
        if (!mistakes.None)
            return Refusals.Invalid(mistakes.ToImmutable());
        var isList = body is JsonBody.Parsed { Root.ValueKind: JsonValueKind.Array };
        var outcome = await client.Wallets.ReportInteractions(wallet, interactions, cancellationToken);
        return outcome.Match<HeardAnswer>(
            () => TypedResults.Ok(new HeardResource(interactions.Length)),
            wrong => Refusals.Invalid(
            [
                .. wrong.Select(it => new ProblemError(
                    it.Message, Pointer: (isList ? JsonPointer.Root.Item(it.Index) : JsonPointer.Root).ToString())),
            ]),
            reason => Refusals.Unavailable(reason));
    }

    private static ImmutableArray<ReportedInteraction> Read(HttpRequest request, JsonBody body, Mistakes mistakes)
    {
        if (body is not JsonBody.Parsed { Root: var root })
        {
            mistakes.At(JsonPointer.Root, ((JsonBody.Malformed)body).Detail);
            return [];
        }

        var isBatch = Is(request, Events);
        return isBatch || Is(request, Event)
            ? InteractionReader.ReadEvents(root, isBatch, mistakes)
            : InteractionReader.Read(root, KeyOf(request, mistakes), mistakes);
    }

    private static bool Is(HttpRequest request, string type) =>
        request.GetTypedHeaders().ContentType?.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) == true;

    // Sent by some as a structured field, which has quotation marks, and by most without.
    private static string? KeyOf(HttpRequest request, Mistakes mistakes)
    {
        if (!request.Headers.TryGetValue(IdempotencyKey, out var given))
            return null;
        if (given is [{ } value] && value.Trim('"') is { Length: > 0 and <= ReportedInteraction.IdLengthMax } key)
            return key;
        mistakes.InHeader(
            IdempotencyKey, $"Send it once, with 1 to {ReportedInteraction.IdLengthMax} characters.");
        return null;
    }
}
