using Kwala.Core.Workflows;
using Kwala.Simulation.Chain;

namespace Kwala.Simulation.Worlds;

/// <summary>How the workflows of a world spare their owners' attention; they do not where it is not drawn.</summary>
internal static class Restraints
{
    /// <summary>Of the critical workflow: what it keeps quiet while it is open.</summary>
    public static string OfRisk(WorldPlan plan) => OneOf(
        plan, "risk", "", "inhibits: loan-to-value", "inhibits: [loan-to-value, loan-news]");

    /// <summary>Of the standard workflow.</summary>
    public static string OfLoan(WorldPlan plan) => OneOf(
        plan, "loan", "", "", "inhibits: loan-news", "cooldown: 2m", "group: 30s", "group: 3m", "digest: true");

    /// <summary>A workflow of small things, about the same logs as the standard one.</summary>
    public static IEnumerable<WorkflowSource> News(WorldPlan plan, int confirmations, string[] routes)
    {
        if (!plan.Has(Fault.Attention))
            yield break;
        var choice = plan.Choice("restraints of news");
        yield return new WorkflowSource("news", $$"""
            workflow: loan-news
            lane: bulk
            trigger:
              chain: {{SimulatedFeeds.Name}}
              contract: any
              event: LoanMarked(address indexed borrower, uint256 ratio)
              confirmations: {{choice.OneOf([0, confirmations])}}
            wallet: borrower
            value: ratio / 100
            alert: above
            tiers: { conservative: 0.40, standard: [0.50, 0.60], aggressive: 0.55 }
            learn: {{choice.OneOf(["on", "{ within: 10m, acted: resolved }", "{ sizes: [0.55, 0.70], within: 10m }"])}}
            {{choice.OneOf(["", "", "cooldown: 1m", "group: 10s", "group: 1m", "digest: true"])}}
            actions: { default: { channels: [{{choice.OneOf(routes)}}] } }
            """);
    }

    private static string OneOf(WorldPlan plan, string workflow, params string[] lines) =>
        plan.Has(Fault.Attention) ? plan.Choice($"restraints of {workflow}").OneOf(lines) : "";
}
