using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests;

/// <summary>Rollouts that remember what was asked and answer as told.</summary>
internal sealed class FakeRollouts : IRolloutClient
{
    public static readonly RolloutState State = new(
        Keccak256.Hash([1]), Keccak256.Hash([2]), 10, true, DateTimeOffset.UnixEpoch,
        [new WorkflowVersionKnown(Keccak256.Hash([1]), DateTimeOffset.UnixEpoch)]);

    public List<object> Asked { get; } = [];

    public RolloutOutcome Answer { get; set; } = new RolloutOutcome.Done(State);

    public Task<ReadOutcome<RolloutState>> Read(WorkflowId id, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOutcome<RolloutState>>(new ReadOutcome<RolloutState>.Found(State));

    public ReadOutcome<ShadowDiff> Shadow { get; set; } = new ReadOutcome<ShadowDiff>.NotFound("It has no candidate.");

    public Task<ReadOutcome<ShadowDiff>> ReadShadow(WorkflowId id, CancellationToken cancellationToken) =>
        Task.FromResult(Shadow);

    public Task<RolloutOutcome> Set(WorkflowId id, RolloutRequest wanted, CancellationToken cancellationToken) =>
        Note(wanted);

    public Task<RolloutOutcome> End(WorkflowId id, CancellationToken cancellationToken) => Note(id);

    public Task<RolloutOutcome> RollBack(WorkflowId id, Bytes32 version, CancellationToken cancellationToken) =>
        Note(version);

    private Task<RolloutOutcome> Note(object asked)
    {
        Asked.Add(asked);
        return Task.FromResult(Answer);
    }
}
