using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Grains.Workflows;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// Lets wallets decide again with their present values where no new log makes them: the lines of a workflow moved, or
/// blocks were read too late to be told and the head is reached now. One page of wallets at a time, between two looks
/// at the chain; its place is durable, and telling a wallet twice changes nothing (docs/decisions/0006).
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="place">Where it is followed.</param>
/// <param name="around">The silo.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class Revaluation(
    ChainId chain, DepthPlace place, ListenerSurroundings around, ILogger logger)
{
    // One wave of calls: longer pages would keep a new block waiting.
    private const int PageMax = 256;

    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(5);

    private ImmutableArray<Workflow> _live = [];
    private long _noted = -1;
    private HandOn? _page;
    private DepthStored? _pageOf;
    private DateTimeOffset _notBefore;
    private string? _waiting;

    /// <summary>What is under way or waits for the head; null for nothing.</summary>
    public RevaluationStatus? Status
    {
        get
        {
            var stored = place.At.Revaluation;
            ImmutableArray<WorkflowId> workflows = stored.Sweep is { } sweep
                ? [.. sweep.Workflows.Select(id => new WorkflowId(id))]
                : [.. _live.Where(it => stored.Of(it) is { IsDue: true }).Select(it => it.Id)];
            return workflows.IsEmpty ? null : new RevaluationStatus
            {
                Workflows = workflows,
                Wallets = stored.Sweep?.Wallets ?? 0,
                Share = ShareBefore(stored.Sweep?.After),
                Waiting = _waiting,
            };
        }
    }

    /// <summary>
    /// Looks which versions are live, before anything is read for them. The answer becomes durable with the next step:
    /// until then it is found again.
    /// </summary>
    public async ValueTask<DepthStored> Note(ImmutableArray<Workflow> workflows, LiveSet set)
    {
        if (_noted == set.Revision)
            return place.At;
        var (stored, ticked, moving) = (place.At.Revaluation.Only(workflows), place.At.Ticked, place.At.Moving);
        foreach (var live in workflows)
            if (stored.Of(live)?.Version is var version && version != live.Hash.ToString())
            {
                var before = version is { Length: > 0 }
                    ? await around.Catalog.Version(StoredParts.ToBytes32(version))
                    : null;
                stored = stored.With(live, before, place.At.Next);
                if (version is { Length: > 0 } && (before is null || !WorkflowChange.KeepsTicks(before, live)))
                    ticked = ticked?.Where(it => it.Workflow != live.Id.Value).OrNull();
                if (version is { Length: > 0 } && (before is null || !WorkflowChange.KeepsValues(before, live)))
                    moving = MovingMap.AllDue(moving, live.Id);
            }

        foreach (var live in workflows)
            if (stored.Of(live) is { } known && known.Rollout != RevaluationPlan.WordOf(set.RolloutOf(live.Id)))
                stored = stored.WithRollout(
                    live, set.RolloutOf(live.Id), known.CandidateBefore is { } candidate
                        ? await around.Catalog.Version(StoredParts.ToBytes32(candidate)) : null);
        (_noted, _live) = (set.Revision, workflows);
        return place.At with { Revaluation = stored, Ticked = ticked, Moving = moving };
    }

    /// <summary>One page, now that there is no block to read. True where there are more.</summary>
    public async Task<bool> Go(ImmutableArray<Workflow> workflows, long revision, DateTimeOffset? headTime)
    {
        var now = around.Time.GetUtcNow();
        if (now < _notBefore)
            return false;
        var begun = place.At.Revaluation.Begun(workflows, headTime, now);
        if (!ReferenceEquals(begun, place.At.Revaluation))
            await place.Move(place.At with { Revaluation = begun });
        // What is tried again after the chain moved on would tell values of then.
        if (!ReferenceEquals(_pageOf, place.At))
            (_page, _pageOf) = (null, place.At);
        _page ??= begun.Sweep is { } sweep
            ? await Page(sweep, workflows, revision)
            : await Asking([.. workflows.Where(it => RevaluationPlan.MayTell(it, headTime, now))], revision);
        if (_page is null)
            return false;
        if (await _page.Run(around.Calls) is { } obstacle)
        {
            HoldUp(obstacle);
            return false;
        }

        (_page, _waiting) = (null, null);
        return true;
    }

    /// <summary>The page is tried again in a moment. The chain is followed meanwhile: only this waits.</summary>
    public void HoldUp(string obstacle)
    {
        (_waiting, _notBefore) = (obstacle, around.Time.GetUtcNow() + TroublePause);
        LogHeldUp(logger, chain, place.At.Confirmations, obstacle);
    }

    private async Task<HandOn> Page(SweepStored sweep, ImmutableArray<Workflow> workflows, long revision)
    {
        var swept = workflows.Where(it => sweep.Workflows.Contains(it.Id.Value)).ToImmutableArray();
        var wallets = await Concerned(swept, sweep);
        var asked = Asked(swept, revision);
        await Touch(wallets, asked.Ticks);
        return new HandOn(
            "the present values",
            wallets,
            (shard, some, _) => shard.Revalue(some, asked),
            () => place.Move(place.At with
            {
                Revaluation = place.At.Revaluation with
                {
                    Sweep = wallets.Length < PageMax ? null : sweep with
                    {
                        After = wallets[^1].ToString(),
                        Wallets = sweep.Wallets + wallets.Length,
                    },
                },
            }));
    }

    // Subscribers that want to be told the present value, of one workflow at a time; null for none.
    private async Task<HandOn?> Asking(ImmutableArray<Workflow> workflows, long revision)
    {
        foreach (var workflow in workflows.Where(it => it.IsForSubscribers))
        {
            var wallets = await around.Subscribers.Page(
                SubscriberEntry.Asking(workflow.Id), after: null, PageMax, CancellationToken.None);
            if (wallets.IsEmpty)
                continue;
            var asked = Asked([workflow], revision);
            await Touch(wallets, asked.Ticks);
            return new HandOn(
                $"the present values of {workflow.Id}",
                wallets,
                (shard, some, _) => shard.Revalue(some, asked),
                () => Task.CompletedTask);
        }

        return null;
    }

    // Of the next wallets in the order of their addresses those that have values, and those that subscribed.
    private async Task<ImmutableArray<Address>> Concerned(ImmutableArray<Workflow> swept, SweepStored sweep)
    {
        Address? after = sweep.After is { } known ? StoredParts.ToAddress(known) : null;
        var wallets = new List<Address>();
        if (swept.Any(it => !it.IsForSubscribers))
            wallets.AddRange(await around.Values.Holders(
                new HolderQuery(
                    chain,
                    [.. swept.Where(it => !it.IsForSubscribers).Select(it => it.Id)],
                    sweep.FromBlock,
                    after,
                    PageMax),
                CancellationToken.None));
        foreach (var workflow in swept.Where(it => it.IsForSubscribers))
            wallets.AddRange(await around.Subscribers.Page(
                SubscriberEntry.Subscribed(workflow.Id), after, PageMax, CancellationToken.None));
        return [.. wallets.Distinct().Order().Take(PageMax)];
    }

    private RevaluationAsked Asked(ImmutableArray<Workflow> workflows, long revision)
    {
        var finalized = place.At.Confirmations > 0 ? place.At.Next - 1 : place.At.Finalized;
        return new RevaluationAsked
        {
            Chain = chain,
            Workflows =
            [
                .. workflows.Select(it => new RevaluedWorkflow
                {
                    Workflow = it.Id,
                    FromBlock = place.At.Revaluation.Of(it)?.ValuesFrom ?? 0,
                }),
            ],
            Finalized = finalized,
            Revision = revision,
            Through = place.At.Next - 1,
            Ticks =
            [
                .. TickedMap.Of(place.At.Ticked, workflows.Select(it => it.Id.Value))
                    .Select(it => it.ToSignal(chain, finalized)).OfType<Signal>(),
            ],
        };
    }

    // A reorg must find whoever is told of a block that it takes back, also after the block.
    private async Task Touch(ImmutableArray<Address> wallets, ImmutableArray<Signal> ticks)
    {
        var touched = ticks.Where(it => !it.Final).Select(it => it.Source.Block).Distinct()
            .SelectMany(block => wallets.Select(wallet => new TouchedWallet(block, wallet))).ToImmutableArray();
        if (!touched.IsEmpty)
            await around.Values.Append(place.Term, [], touched, CancellationToken.None);
    }

    // Addresses are hashes: the first bytes of one tell how much of all of them lies before it.
    private static double ShareBefore(string? wallet) => wallet is null
        ? 0
        : Math.Round(Convert.ToInt32(wallet[2..6], 16) / 65536.0, 3);

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations}: present values wait: {Obstacle}")]
    private static partial void LogHeldUp(ILogger logger, ChainId chain, int confirmations, string obstacle);
}
