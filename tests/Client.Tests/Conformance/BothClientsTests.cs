using Kwala.Client.Tests.Fixture;

namespace Kwala.Client.Tests.Conformance;

/// <summary>The suites, once for each implementation of the interface.</summary>
[Collection(OneDeployment.Name)]
public sealed class PreferencesOverGrainsTests(RunningDeployment deployment)
    : PreferencesConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class PreferencesOverHttpTests(RunningDeployment deployment)
    : PreferencesConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class TiersOverGrainsTests(RunningDeployment deployment)
    : TierConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class TiersOverHttpTests(RunningDeployment deployment)
    : TierConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class HistoryOverGrainsTests(RunningDeployment deployment)
    : HistoryConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class HistoryOverHttpTests(RunningDeployment deployment)
    : HistoryConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class InteractionsOverGrainsTests(RunningDeployment deployment)
    : InteractionConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class InteractionsOverHttpTests(RunningDeployment deployment)
    : InteractionConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class WorkflowsOverGrainsTests(RunningDeployment deployment)
    : WorkflowConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class WorkflowsOverHttpTests(RunningDeployment deployment)
    : WorkflowConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class RolloutsOverGrainsTests(RunningDeployment deployment)
    : RolloutConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class RolloutsOverHttpTests(RunningDeployment deployment)
    : RolloutConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class SegmentsOverGrainsTests(RunningDeployment deployment)
    : SegmentConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class SegmentsOverHttpTests(RunningDeployment deployment)
    : SegmentConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class DeploymentOverGrainsTests(RunningDeployment deployment)
    : DeploymentConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class DeploymentOverHttpTests(RunningDeployment deployment)
    : DeploymentConformance(deployment, deployment.OverHttp);

[Collection(OneDeployment.Name)]
public sealed class BacktestsOverGrainsTests(RunningDeployment deployment)
    : BacktestConformance(deployment, deployment.OverGrains);

[Collection(OneDeployment.Name)]
public sealed class BacktestsOverHttpTests(RunningDeployment deployment)
    : BacktestConformance(deployment, deployment.OverHttp);

/// <summary>The same for a deployment that ends, and for callers that do not wait.</summary>
public sealed class EndedTests
{
    [Fact]
    public async Task Where_the_deployment_has_ended_every_call_of_either_client_is_unavailable()
    {
        var deployment = new RunningDeployment();
        await deployment.InitializeAsync();
        try
        {
            var http = deployment.Client(RunningDeployment.OperatorKey, options => options.Retries = 0);
            await deployment.Stop();

            await EndedConformance.Everything_is_unavailable(http);
            await EndedConformance.Everything_is_unavailable(deployment.OverGrains);
        }
        finally
        {
            await deployment.DisposeAsync();
        }
    }
}

[Collection(OneDeployment.Name)]
public sealed class CancelledTests(RunningDeployment deployment)
{
    [Fact]
    public Task Caller_over_grains_that_does_not_wait_gets_its_own_cancellation() =>
        EndedConformance.Everything_is_cancelled(deployment.OverGrains);

    [Fact]
    public Task Caller_over_http_that_does_not_wait_gets_its_own_cancellation() =>
        EndedConformance.Everything_is_cancelled(deployment.OverHttp);
}
