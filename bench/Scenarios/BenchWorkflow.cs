using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Workflows;

namespace Kwala.Bench.Scenarios;

/// <summary>The workflow that scenarios decide by: health factors, one threshold at 1.30, told to the inbox.</summary>
internal static class BenchWorkflow
{
    public static ChainId Chain { get; } = new("eip155:31337");

    public const string Yaml = """
        workflow: bench
        lane: standard
        trigger:
          chain: bench
          contract: any
          event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
          confirmations: 0
        wallet: user
        value: healthFactor / 1e18
        infinite-when: healthFactor == 2^256 - 1
        alert: below
        tiers: { standard: 1.30 }
        rearm: 5%
        default-tier: standard
        actions:
          standard: { channels: [inbox], urgency: standard, template: liquidation-gentle }
        """;

    public static Workflow Compile() =>
        new WorkflowCompiler(new Dictionary<string, ChainId> { ["bench"] = Chain }, [ChannelName.Inbox])
            .Compile(new WorkflowSource("bench.yaml", Yaml))
            .Match(
                workflow => workflow,
                mistakes => throw new InvalidOperationException(string.Join('\n', mistakes)));
}
