using Kwala.Client;
using Kwala.Web.Json;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using StatusAnswer = Results<Ok<StatusResource>, Refused<Unavailable>>;

/// <summary>How far each chain is followed.</summary>
internal static class StatusApi
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/status", Read).WithName("readStatus")
            .WithSummary("Lag and coverage of every chain, and how many dead letters wait.").ForKeys();

    private static async Task<StatusAnswer> Read(IKwalaClient client, CancellationToken cancellationToken) =>
        (await client.Deployment.ReadStatus(cancellationToken)).Match<StatusAnswer>(
            status => TypedResults.Ok(new StatusResource(
                [.. status.Chains.Select(it => it.ToResource())], status.DeadLetters, status.MoreDeadLetters)),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));
}
