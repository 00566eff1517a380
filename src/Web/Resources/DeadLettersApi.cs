using Kwala.Client;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using PageAnswer = Results<Ok<HistoryResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;
using RetryAnswer = Results<Accepted, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;

/// <summary>Deliveries that were given up.</summary>
internal static class DeadLettersApi
{
    private const int KeyLengthMax = 200;

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/dead-letters", List).WithName("readDeadLetters")
            .WithSummary("Deliveries that were given up, over all wallets, newest first.").ForKeys().ForOperators();
        v1.MapPost("/dead-letters/{address}/{key}/retry", Retry).WithName("retryDeadLetter")
            .WithSummary("Sends a dead letter once more.").ForKeys().ForOperators();
    }

    private static async Task<PageAnswer> List(
        [AsParameters] HistoryQuery query, IKwalaClient client, HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (filter, mistakes) = query.Read(request);
        return mistakes.IsEmpty
            ? HistoryApi.Answer(await client.Deployment.ReadDeadLetters(filter, cancellationToken))
            : Refusals.Invalid(mistakes);
    }

    private static async Task<RetryAnswer> Retry(
        string address, string key, IKwalaClient client, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        if (key.Length > KeyLengthMax)
            return Refusals.Parameter("key", "This is not the key of a dead letter: use key as the list gives it.");
        var outcome = await client.Deployment.Retry(wallet, key, cancellationToken);
        return outcome.Match<RetryAnswer>(
            () => TypedResults.Accepted((string?)null),
            () => new Refused<NotThere>("There is no such dead letter: sent again already, or its time is over."),
            reason => Refusals.Unavailable(reason));
    }
}
