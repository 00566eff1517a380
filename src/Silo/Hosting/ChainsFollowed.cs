using System.Collections.Immutable;
using Kwala.Client;
using Kwala.Core.Workflows;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kwala.Silo.Hosting;

/// <summary>
/// Ready once the start is over and every chain that a live workflow needs was seen at its depth. Stays ready from then
/// on: a node that goes away later must not take the API away, /v1/status tells of it.
/// </summary>
internal sealed class ChainsFollowed(IKwalaClient kwala, CompileWorkflow compile, StartPhase start) : IHealthCheck
{
    private volatile bool _wereSeen;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        _wereSeen = _wereSeen || (start.IsOver && await AllSeen(cancellationToken));
        return _wereSeen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Chains are not followed yet.");
    }

    private async Task<bool> AllSeen(CancellationToken cancellationToken) =>
        await kwala.Workflows.List(cancellationToken)
            is ReadOutcome<ImmutableArray<StoredWorkflow>>.Found { Value: var live }
        && await kwala.Deployment.ReadStatus(cancellationToken)
            is ReadOutcome<DeploymentStatus>.Found { Value: var status }
        && live.All(workflow => IsSeen(workflow, status));

    private bool IsSeen(StoredWorkflow workflow, DeploymentStatus status) =>
        compile(new WorkflowSource(workflow.Id.Value, workflow.Yaml)).Match(
            compiled => status.Chains.Any(chain => chain.Chain == compiled.Trigger.Chain && chain.Depths.Any(
                depth => depth.Confirmations == compiled.Trigger.Confirmations && depth.Head is not null)),
            // What this configuration cannot run, such as a chain that was taken out, is followed by nobody.
            _ => true);
}
