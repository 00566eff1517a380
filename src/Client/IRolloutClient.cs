using System.Collections.Immutable;
using System.Diagnostics;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client;

/// <summary>
/// Which version of a workflow decides: the live one for all wallets, or a candidate for a share of them. What is
/// changed here is in force in every silo within five seconds.
/// </summary>
public interface IRolloutClient
{
    /// <summary>Which versions of a live workflow decide, and which ones there are.</summary>
    Task<ReadOutcome<RolloutState>> Read(WorkflowId id, CancellationToken cancellationToken);

    /// <summary>Lets a version decide for a share of the wallets, or beside the live one.</summary>
    Task<RolloutOutcome> Set(WorkflowId id, RolloutRequest wanted, CancellationToken cancellationToken);

    /// <summary>
    /// How the present candidate differs in shadow from the live version; not found where there is no candidate.
    /// </summary>
    Task<ReadOutcome<ShadowDiff>> ReadShadow(WorkflowId id, CancellationToken cancellationToken);

    /// <summary>Takes the candidate back: the live version decides for all wallets.</summary>
    Task<RolloutOutcome> End(WorkflowId id, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a former version live for all wallets, and ends the rollout. A file that holds the version that was live
    /// stays out of use until it changes.
    /// </summary>
    Task<RolloutOutcome> RollBack(WorkflowId id, Bytes32 version, CancellationToken cancellationToken);
}

/// <summary>What is to decide besides the live version.</summary>
/// <param name="Percent">For which share of the wallets, 0 to 100; with 100 it becomes the live one.</param>
/// <param name="Shadow">Whether it runs in shadow for the wallets that the live version decides for.</param>
public sealed record RolloutRequest(int Percent, bool Shadow = false)
{
    /// <summary>The version's text, at most 64 KB; null for one that is known.</summary>
    public string? Yaml { get; init; }

    /// <summary>The content hash of a known version; not looked at where there is a text.</summary>
    public Bytes32? Version { get; init; }
}

/// <summary>Which versions of a workflow decide.</summary>
/// <param name="Live">The live version.</param>
/// <param name="Candidate">The candidate; null for none.</param>
/// <param name="Percent">For which share of the wallets the candidate decides, 0 to 99.</param>
/// <param name="Shadow">Whether the candidate runs in shadow for the others.</param>
/// <param name="Since">Since when it is so; null where that was not kept yet.</param>
/// <param name="Versions">The newest versions, at most 100, the newest first.</param>
public sealed record RolloutState(
    Bytes32 Live,
    Bytes32? Candidate,
    int Percent,
    bool Shadow,
    DateTimeOffset? Since,
    ImmutableArray<WorkflowVersionKnown> Versions);

/// <summary>A version that can be rolled out or back to.</summary>
/// <param name="Hash">Its content hash.</param>
/// <param name="Since">When it was put first.</param>
public sealed record WorkflowVersionKnown(Bytes32 Hash, DateTimeOffset Since);

/// <summary>How a change of what decides ended.</summary>
public abstract record RolloutOutcome
{
    private RolloutOutcome()
    {
    }

    /// <summary>It is so.</summary>
    /// <param name="State">As it is now.</param>
    public sealed record Done(RolloutState State) : RolloutOutcome;

    /// <summary>There is no such live workflow, or it never had this version.</summary>
    /// <param name="Reason">Which of them.</param>
    public sealed record NotFound(string Reason) : RolloutOutcome;

    /// <summary>
    /// The text has mistakes or cannot decide beside the live version; over HTTP also where the API key may not do it.
    /// </summary>
    public sealed record Refused(ImmutableArray<WorkflowMistake> Mistakes) : RolloutOutcome;

    /// <summary>A file owns the workflow: its text alone becomes live as a whole.</summary>
    /// <param name="Reason">Which file, and what to do.</param>
    public sealed record OwnedByFile(string Reason) : RolloutOutcome;

    /// <summary>Nobody answered; the change may or may not have happened and may be sent again.</summary>
    /// <param name="Reason">What failed; no secret.</param>
    public sealed record Unavailable(string Reason) : RolloutOutcome;

    /// <summary>Calls the function of this case. A new case breaks every caller at compile time.</summary>
    public T Match<T>(
        Func<RolloutState, T> done,
        Func<string, T> notFound,
        Func<ImmutableArray<WorkflowMistake>, T> refused,
        Func<string, T> ownedByFile,
        Func<string, T> unavailable) => this switch
        {
            Done it => done(it.State),
            NotFound it => notFound(it.Reason),
            Refused it => refused(it.Mistakes),
            OwnedByFile it => ownedByFile(it.Reason),
            Unavailable it => unavailable(it.Reason),
            _ => throw new UnreachableException(),
        };
}
