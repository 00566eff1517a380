using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Orleans;
using Orleans.Concurrency;

namespace Kwala.Grains.Interfaces;

/// <summary>
/// All workflows of the deployment: every version by content hash, and which one of each is live (decision 17). The
/// key is <see cref="Key"/>.
/// </summary>
[Alias("kwala.IWorkflowRegistryGrain")]
public interface IWorkflowRegistryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "workflows";

    /// <summary>What a text is, without changing anything.</summary>
    [Alias("Check")]
    [AlwaysInterleave]
    Task<WorkflowCheck> Check(WorkflowSource source);

    /// <summary>
    /// Makes a workflow live, in place of the one of the same name. Refused where a file owns that one.
    /// </summary>
    [Alias("Put")]
    Task<WorkflowPut> Put(WorkflowSource source);

    /// <summary>
    /// Takes over the workflow files of the deployment: puts each, and removes those that came from a file which is no
    /// longer there. A file with mistakes keeps its last good version live.
    /// </summary>
    /// <param name="files">
    /// All of them; a workflow that was put by request is taken over by the file that names it.
    /// </param>
    [Alias("SyncFiles")]
    Task<FileSync> SyncFiles(ImmutableArray<WorkflowSource> files);

    /// <summary>Takes a workflow out of use. Its versions stay, for decisions and messages that name them.</summary>
    [Alias("Delete")]
    Task<WorkflowRemoval> Delete(WorkflowId id);

    /// <summary>The live workflows by name.</summary>
    [Alias("List")]
    [AlwaysInterleave]
    Task<ImmutableArray<WorkflowVersion>> List();

    /// <summary>The live version of a workflow; null where there is none of that name.</summary>
    [Alias("Read")]
    [AlwaysInterleave]
    Task<WorkflowVersion?> Read(WorkflowId id);

    /// <summary>A version, live or not, by its content hash; null where there was never such a one.</summary>
    [Alias("Version")]
    [AlwaysInterleave]
    Task<WorkflowVersion?> Version(Bytes32 hash);

    /// <summary>
    /// The version of a workflow that was the newest at an instant, live today or not; null where there was none.
    /// </summary>
    [Alias("VersionAt")]
    [AlwaysInterleave]
    Task<WorkflowVersion?> VersionAt(WorkflowId id, DateTimeOffset at);

    /// <summary>
    /// The version that decided for a wallet at an instant, a candidate or the live one; null where there was none.
    /// </summary>
    [Alias("VersionFor")]
    [AlwaysInterleave]
    Task<WorkflowVersion?> VersionFor(WorkflowId id, Address wallet, DateTimeOffset at);

    /// <summary>Which versions of a workflow decide; null where no live one has the name.</summary>
    [Alias("ReadRollout")]
    [AlwaysInterleave]
    Task<RolloutStanding?> ReadRollout(WorkflowId id);

    /// <summary>
    /// Lets a candidate decide for a share of the wallets, or run in shadow, in place of the candidate before.
    /// </summary>
    [Alias("RollOut")]
    Task<RolloutAnswer> RollOut(RolloutWanted wanted);

    /// <summary>Takes the candidate back, if there is one: the live version decides for all wallets.</summary>
    [Alias("EndRollout")]
    Task<RolloutAnswer> EndRollout(WorkflowId id);

    /// <summary>
    /// Makes a former version the live one, for all wallets. What a file holds stays out of use until the file changes.
    /// </summary>
    /// <param name="id">Of which workflow.</param>
    /// <param name="version">Which version. With the live one the rollout ends.</param>
    [Alias("RollBack")]
    Task<RolloutAnswer> RollBack(WorkflowId id, Bytes32 version);

    /// <summary>The live workflows and their revision; null where it is still the known one.</summary>
    /// <param name="known">The revision that the caller has; -1 for none.</param>
    [Alias("Live")]
    [AlwaysInterleave]
    Task<LiveWorkflows?> Live(long known);
}
