using System.Collections.Immutable;
using Kwala.Client;
using Kwala.Web.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kwala.Web.Resources;

/// <summary>What an orchestrator asks, without a key: names of failing checks and nothing else.</summary>
internal static class HealthApi
{
    /// <summary>Health checks with this tag must pass before requests are sent here.</summary>
    public const string ReadyTag = "ready";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/started", Started).WithName("readStarted")
            .WithSummary("The start is over. Do not ask the others before.").AllowAnonymous()
            .Produces<HealthResource>(StatusCodes.Status503ServiceUnavailable).DisableRateLimiting();
        endpoints.MapGet("/health/live", () => TypedResults.Ok(new HealthResource("live", []))).WithName("readLive")
            .WithSummary("The process answers. Restart it when this fails.").AllowAnonymous().DisableRateLimiting();
        endpoints.MapGet("/health/ready", Ready).WithName("readReady")
            .WithSummary(
                "Grains answer and no stop was asked for. Send requests elsewhere while this fails.").AllowAnonymous()
            .Produces<HealthResource>(StatusCodes.Status503ServiceUnavailable).DisableRateLimiting();
    }

    // Of the process alone: a node or database that is away keeps nobody from having started.
    private static Results<Ok<HealthResource>, JsonHttpResult<HealthResource>> Started(IHostApplicationLifetime host) =>
        host.ApplicationStarted.IsCancellationRequested
            ? TypedResults.Ok(new HealthResource("started", []))
            : Not("started", ["start"]);

    private static async Task<Results<Ok<HealthResource>, JsonHttpResult<HealthResource>>> Ready(
        HealthCheckService checks, IHostApplicationLifetime host, CancellationToken cancellationToken)
    {
        // Before anything is asked: what is being taken down must not be asked whether it is well.
        if (host.ApplicationStopping.IsCancellationRequested)
            return Not("ready", ["stopping"]);
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(ReadyTag), cancellationToken);
        var failing = report.Entries.Where(it => it.Value.Status == HealthStatus.Unhealthy).Select(it => it.Key);
        return report.Status == HealthStatus.Unhealthy
            ? Not("ready", [.. failing])
            : TypedResults.Ok(new HealthResource("ready", []));
    }

    private static JsonHttpResult<HealthResource> Not(string status, ImmutableArray<string> failing) =>
        TypedResults.Json(
            new HealthResource($"not-{status}", failing),
            WebJson.Default.HealthResource,
            statusCode: StatusCodes.Status503ServiceUnavailable);
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
