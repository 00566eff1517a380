using System.Collections.Immutable;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>The deployment's workflows.</summary>
public interface IWorkflowClient
{
    /// <summary>All live workflows, by name.</summary>
    Task<ReadOutcome<ImmutableArray<StoredWorkflow>>> List(CancellationToken cancellationToken);

    /// <summary>One live workflow with its text.</summary>
    Task<ReadOutcome<StoredWorkflow>> Read(WorkflowId id, CancellationToken cancellationToken);

    /// <summary>Puts a workflow; it decides from the next batch on.</summary>
    /// <param name="id">Must be the name that the text itself gives.</param>
    /// <param name="yaml">The text, at most 64 KB.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<WorkflowOutcome> Put(WorkflowId id, string yaml, CancellationToken cancellationToken);

    /// <summary>Takes a workflow out of service; its history stays.</summary>
    Task<WorkflowOutcome> Delete(WorkflowId id, CancellationToken cancellationToken);

    /// <summary>All mistakes of a text, empty for none. Changes nothing.</summary>
    Task<ReadOutcome<ImmutableArray<WorkflowMistake>>> Check(
        WorkflowSource source, CancellationToken cancellationToken);
}
