using System.Collections.Immutable;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>As what a workflow follows a log: its trigger's where it is neither of the others.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Ending">It ends what a trigger's log opened.</param>
/// <param name="Recheck">It moves a position.</param>
internal readonly record struct FollowedAs(Workflow Workflow, Ending? Ending = null, Recheck? Recheck = null);

/// <summary>
/// Which logs workflows ask for: first the trigger of each, in their order, then the acts of each, then what ends what
/// a trigger opened, and then what moves a position besides. Pure.
/// </summary>
internal static class FollowedLogs
{
    public static LogQuery Of(ImmutableArray<Workflow> workflows) => new(
    [
        .. workflows.Select(TriggerOf),
        .. workflows.SelectMany(it => it.ActsOn).Select(act => new EventFilter(act.Event, act.Contracts)),
        .. workflows.SelectMany(it => it.EndedBy, (it, ending) => new EventFilter(ending.Event, it.Trigger.Contracts)),
        .. workflows.SelectMany(RechecksOf),
    ]);

    /// <summary>The logs of a workflow's trigger.</summary>
    public static EventFilter TriggerOf(Workflow workflow) => new(workflow.Trigger.Event, workflow.Trigger.Contracts);

    /// <summary>The logs after which a workflow reads a position again, in its order.</summary>
    public static IEnumerable<EventFilter> RechecksOf(Workflow workflow) =>
        workflow.Rechecks.Select(recheck => new EventFilter(recheck.Event, recheck.Contracts));

    /// <summary>For which workflow a log is a signal, and as what; null for an act.</summary>
    public static FollowedAs? SignalledBy(ImmutableArray<Workflow> workflows, EventLog log)
    {
        var place = log.Filter - workflows.Length;
        if (place < 0)
            return new FollowedAs(workflows[log.Filter]);
        foreach (var workflow in workflows)
            place -= workflow.ActsOn.Length;
        if (place < 0)
            return null;
        foreach (var workflow in workflows)
        {
            if (place < workflow.EndedBy.Length)
                return new FollowedAs(workflow, Ending: workflow.EndedBy[place]);
            place -= workflow.EndedBy.Length;
        }

        foreach (var workflow in workflows)
        {
            if (place < workflow.Rechecks.Length)
                return new FollowedAs(workflow, Recheck: workflow.Rechecks[place]);
            place -= workflow.Rechecks.Length;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    /// <summary>The act that a log is, of whose workflow; of a log that is no signal.</summary>
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
