using Kwala.Client;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using BulkAnswer = Results<TierResults, Refused<InvalidRequest>, Refused<TooLarge>>;

/// <summary>The tiers of many wallets at once.</summary>
internal static class TiersApi
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPut("/tiers", Set).WithName("setTiers")
            .WithSummary("Sets the tiers of many wallets; answers a line per wallet as it goes, and totals at the end.")
            .Accepts<TierLineResource[]>("application/json", "application/x-ndjson")
            .RequireRateLimiting(RateLimits.Bulk)
            .WithRequestTimeout(RateLimits.Bulk)
            .ForKeys();

    // The whole body is read before the first line is answered: a caller that writes all before it reads would
    // otherwise wait for us while we wait for it.
    private static async Task<BulkAnswer> Set(
        IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await BoundedBody.Read(request, Sizes.Bulk, cancellationToken) is not { } body)
            return Refusals.TooLarge(Sizes.Bulk);
        var isArray = request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        return TierLines.Read(body, isArray) switch
        {
            TierLines.Whole { Lines: var lines } => new TierResults(lines, client.Wallets),
            TierLines.Malformed { Detail: var detail } =>
                Refusals.Invalid([new ProblemError(detail, Pointer: "#")]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
