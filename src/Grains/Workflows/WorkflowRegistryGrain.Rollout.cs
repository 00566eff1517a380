using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;

namespace Kwala.Grains.Workflows;

// Which version decides for whom.
internal sealed partial class WorkflowRegistryGrain
{
    public Task<WorkflowVersion?> VersionFor(WorkflowId id, Address wallet, DateTimeOffset at) =>
        Task.FromResult(stored.State.DecidingAt(id, at, wallet));

    public Task<RolloutStanding?> ReadRollout(WorkflowId id) => Task.FromResult(stored.State.StandingOf(id));

    public async Task<RolloutAnswer> RollOut(RolloutWanted wanted)
    {
        if (!stored.State.Live.TryGetValue(wanted.Id.Value, out var hash))
            return Not(RolloutAnswerKind.NotLive);
        var live = stored.State.Versions[hash].ToVersion(hash).Source;
        var source = wanted.Source ?? (wanted.Version is { } known
            && stored.State.Versions.GetValueOrDefault(known.ToString()) is { } version
            && version.Id == wanted.Id.Value
                ? version.ToVersion(known.ToString()).Source
                : null);
        if (source is null)
            return Not(RolloutAnswerKind.NoSuchVersion);
        var outcome = compile(source);
        if (outcome is CompileOutcome.Refused { Mistakes: var mistakes })
            return Refused(mistakes);
        var candidate = ((CompileOutcome.Compiled)outcome).Workflow;
        if (Problem(wanted, candidate, hash, live) is { } problem)
            return Refused([new WorkflowMistake(source.Name, 1, 1, problem)]);
        if (wanted.Percent == Rollout.PercentMax && stored.State.OwnerOf(wanted.Id) is { } file)
            return Not(RolloutAnswerKind.OwnedByFile) with { File = file };
        var now = time.GetUtcNow();
        var isKnown = stored.State.Versions.ContainsKey(candidate.Hash.ToString());
        await Save(wanted.Percent == Rollout.PercentMax
            ? stored.State.With(candidate, source, WorkflowOrigin.Api, now)
            : (isKnown ? stored.State : stored.State.WithVersion(candidate, source, WorkflowOrigin.Api, now))
                .WithRollout(
                    wanted.Id,
                    new RolloutStored
                    {
                        Candidate = candidate.Hash.ToString(),
                        Percent = wanted.Percent,
                        Shadow = wanted.Shadow,
                    },
                    now));
        return Done(wanted.Id);
    }

    public async Task<RolloutAnswer> EndRollout(WorkflowId id)
    {
        if (!stored.State.Live.ContainsKey(id.Value))
            return Not(RolloutAnswerKind.NotLive);
        await Save(stored.State.WithoutRollout(id, time.GetUtcNow()));
        return Done(id);
    }

    public async Task<RolloutAnswer> RollBack(WorkflowId id, Bytes32 version)
    {
        if (!stored.State.Live.ContainsKey(id.Value))
            return Not(RolloutAnswerKind.NotLive);
        var hash = version.ToString();
        if (stored.State.Versions.GetValueOrDefault(hash)?.Id != id.Value)
            return Not(RolloutAnswerKind.NoSuchVersion);
        // What this build cannot run any more must not take the place of what runs.
        if (compile(stored.State.Versions[hash].ToVersion(hash).Source) is CompileOutcome.Refused refused)
            return Refused(refused.Mistakes);
        await Save(stored.State.RolledBack(id, hash, time.GetUtcNow()));
        return Done(id);
    }

    private string? Problem(RolloutWanted wanted, Workflow candidate, string liveHash, WorkflowSource live)
    {
        if (candidate.Id != wanted.Id)
            return $"The text names the workflow {candidate.Id}, the request {wanted.Id}.";
        if (wanted.Percent is < 0 or > Rollout.PercentMax)
            return $"The share is a number from 0 to {Rollout.PercentMax}.";
        if (candidate.Hash.ToString() == liveHash)
            return "This is the live version: roll out another one.";
        if (wanted.Shadow && candidate.IsForSubscribers)
            return "A workflow for subscribers cannot run in shadow: "
                + "a value reaches only those whose live line it passes.";
        // With all wallets there is no version beside it.
        if (wanted.Percent == Rollout.PercentMax
            || compile(live) is not CompileOutcome.Compiled { Workflow: var running }
            || Rollout.Obstacles(running, candidate) is not { IsEmpty: false } keys)
            return null;
        return $"It differs from the live version in {string.Join(", ", keys)}: "
            + "both must read the same from the chain. Put it live as a whole, or under another name; "
            + "a backtest tells what it would have done.";
    }

    private RolloutAnswer Done(WorkflowId id) =>
        new() { Kind = RolloutAnswerKind.Done, Standing = stored.State.StandingOf(id) };

    private static RolloutAnswer Not(RolloutAnswerKind kind) => new() { Kind = kind };

    private static RolloutAnswer Refused(ImmutableArray<WorkflowMistake> mistakes) =>
        Not(RolloutAnswerKind.Refused) with { Mistakes = mistakes };
}
