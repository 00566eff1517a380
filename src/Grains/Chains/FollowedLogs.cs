using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// Which logs workflows ask for: first the trigger of each, in their order, and then the acts of each. Pure.
/// </summary>
internal static class FollowedLogs
{
    public static LogQuery Of(ImmutableArray<Workflow> workflows) => new(
    [
        .. workflows.Select(it => new EventFilter(it.Trigger.Event, it.Trigger.Contracts)),
        .. workflows.SelectMany(it => it.ActsOn).Select(act => new EventFilter(act.Event, act.Contracts)),
    ]);

    /// <summary>The workflow whose trigger a log is; null for an act.</summary>
    public static Workflow? TriggeredBy(ImmutableArray<Workflow> workflows, EventLog log) =>
        log.Filter < workflows.Length ? workflows[log.Filter] : null;

    /// <summary>The act that a log is, of whose workflow; of a log that is no trigger.</summary>
    public static (Workflow Workflow, OwnerAct Act) ActOf(ImmutableArray<Workflow> workflows, EventLog log)
    {
        var place = log.Filter - workflows.Length;
        foreach (var workflow in workflows)
        {
            if (place < workflow.ActsOn.Length)
                return (workflow, workflow.ActsOn[place]);
            place -= workflow.ActsOn.Length;
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
