using Kwala.Client;
using Kwala.Web.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kwala.Web.Resources;

/// <summary>What an orchestrator asks, without a key: names of failing checks and nothing else.</summary>
internal static class HealthApi
{
    /// <summary>Health checks with this tag must pass before requests are sent here.</summary>
    public const string ReadyTag = "ready";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => TypedResults.Ok(new HealthResource("live", []))).WithName("readLive")
            .WithSummary("The process answers. Restart it when this fails.").AllowAnonymous().DisableRateLimiting();
        endpoints.MapGet("/health/ready", Ready).WithName("readReady")
            .WithSummary("Grains answer. Send requests elsewhere while this fails.").AllowAnonymous()
            .Produces<HealthResource>(StatusCodes.Status503ServiceUnavailable).DisableRateLimiting();
    }

    private static async Task<Results<Ok<HealthResource>, JsonHttpResult<HealthResource>>> Ready(
        HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(ReadyTag), cancellationToken);
        var failing = report.Entries.Where(it => it.Value.Status == HealthStatus.Unhealthy).Select(it => it.Key);
        return report.Status == HealthStatus.Unhealthy
            ? TypedResults.Json(
                new HealthResource("not-ready", [.. failing]),
                WebJson.Default.HealthResource,
                statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(new HealthResource("ready", []));
    }
}

/// <summary>Whether grains answer, by the cheapest question there is.</summary>
internal sealed class GrainsAnswer(IKwalaClient client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        (await client.Workflows.List(cancellationToken)).Match(
            _ => HealthCheckResult.Healthy(),
            _ => HealthCheckResult.Healthy(),
            _ => HealthCheckResult.Healthy(),
            reason => HealthCheckResult.Unhealthy(reason));
}
