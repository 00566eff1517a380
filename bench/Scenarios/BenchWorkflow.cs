using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Workflows;

namespace Kwala.Bench.Scenarios;

/// <summary>
/// The workflow that scenarios decide by: health factors, one threshold at 1.30, told to one channel.
/// </summary>
internal static class BenchWorkflow
{
    public static ChainId Chain { get; } = new("eip155:31337");

    public static string Yaml { get; } = To(ChannelName.Inbox);

    /// <summary>Its text, told to this channel.</summary>
    public static string To(ChannelName channel) => $$"""
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
          standard: { channels: [{{channel}}], urgency: standard, template: liquidation-gentle }
        """;

    public static Workflow Compile() => Compile(Yaml, "bench");

    /// <summary>Any workflow of one chain over the product's channels.</summary>
    /// <exception cref="UsageException">It has mistakes: all of them.</exception>
    public static Workflow Compile(string yaml, string chain) =>
        new WorkflowCompiler(
                new Dictionary<string, ChainId> { [chain] = Chain },
                [ChannelName.Inbox, ChannelName.Telegram, ChannelName.Email, ChannelName.Webhook])
            .Compile(new WorkflowSource("bench.yaml", yaml))
            .Match(
                workflow => workflow,
                mistakes => throw new UsageException(string.Join('\n', mistakes)));
}
