using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// Which logs workflows ask for: first the trigger of each, in their order, then the acts of each, and then what ends
/// what a trigger opened. Pure.
/// </summary>
internal static class FollowedLogs
{
    public static LogQuery Of(ImmutableArray<Workflow> workflows) => new(
    [
        .. workflows.Select(it => new EventFilter(it.Trigger.Event, it.Trigger.Contracts)),
        .. workflows.SelectMany(it => it.ActsOn).Select(act => new EventFilter(act.Event, act.Contracts)),
        .. workflows.SelectMany(it => it.EndedBy, (it, ending) => new EventFilter(ending.Event, it.Trigger.Contracts)),
    ]);

    /// <summary>
    /// The workflow for which a log is a signal, and which of its endings it is, null for its trigger; no workflow for
    /// an act.
    /// </summary>
    public static (Workflow? Workflow, Ending? Ending) SignalledBy(ImmutableArray<Workflow> workflows, EventLog log)
    {
        var place = log.Filter - workflows.Length;
        if (place < 0)
            return (workflows[log.Filter], null);
        foreach (var workflow in workflows)
            place -= workflow.ActsOn.Length;
        if (place < 0)
            return (null, null);
        foreach (var workflow in workflows)
        {
            if (place < workflow.EndedBy.Length)
                return (workflow, workflow.EndedBy[place]);
            place -= workflow.EndedBy.Length;
        }

        throw new System.Diagnostics.UnreachableException();
    }

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
