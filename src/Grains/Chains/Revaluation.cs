using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Chains;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;
using Microsoft.Extensions.Logging;

namespace Kwala.Grains.Chains;

/// <summary>
/// Lets wallets decide again with their present values where no new log makes them: the lines of a workflow moved, or
/// blocks were read too late to be told and the head is reached now. One page of wallets at a time, between two looks
/// at the chain; its place is durable, and telling a wallet twice changes nothing (docs/decisions/0006).
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="at">Where the depth stands.</param>
/// <param name="save">Makes its new place durable.</param>
/// <param name="around">The silo.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class Revaluation(
    ChainId chain, Func<DepthStored> at, Func<DepthStored, Task> save, ListenerSurroundings around, ILogger logger)
{
    // One wave of calls: longer pages would keep a new block waiting.
    private const int PageMax = 256;

    private static readonly TimeSpan TroublePause = TimeSpan.FromSeconds(5);

    private ImmutableArray<Workflow> _live = [];
    private long _noted = -1;
    private HandOn? _page;
    private DateTimeOffset _notBefore;
    private string? _waiting;

    /// <summary>What is under way or waits for the head; null for nothing.</summary>
    public RevaluationStatus? Status
    {
        get
        {
            var stored = at().Revaluation;
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
    public async ValueTask<RevaluationStored> Note(ImmutableArray<Workflow> workflows, long revision)
    {
        var stored = at().Revaluation;
        if (_noted == revision)
            return stored;
        stored = stored.Only(workflows);
        foreach (var live in workflows)
            if (stored.Of(live)?.Version is var version && version != live.Hash.ToString())
                stored = stored.With(
                    live,
                    version is { Length: > 0 } ? await around.Catalog.Version(StoredParts.ToBytes32(version)) : null,
                    at().Next);
        (_noted, _live) = (revision, workflows);
        return stored;
    }

    /// <summary>One page, now that there is no block to read. True where there are more.</summary>
    public async Task<bool> Go(ImmutableArray<Workflow> workflows, long revision, DateTimeOffset? headTime)
    {
        var now = around.Time.GetUtcNow();
        if (now < _notBefore)
            return false;
        var begun = at().Revaluation.Begun(workflows, headTime, now);
        if (begun.Sweep is null)
            return false;
        if (!ReferenceEquals(begun, at().Revaluation))
            await save(at() with { Revaluation = begun });
        _page ??= await Page(begun.Sweep, workflows, revision);
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
        LogHeldUp(logger, chain, at().Confirmations, obstacle);
    }

    private async Task<HandOn> Page(SweepStored sweep, ImmutableArray<Workflow> workflows, long revision)
    {
        var swept = workflows.Where(it => sweep.Workflows.Contains(it.Id.Value)).ToImmutableArray();
        ImmutableArray<Address> wallets = swept.IsEmpty
            ? []
            : await around.Values.Holders(
                new HolderQuery(
                    chain,
                    [.. swept.Select(it => it.Id)],
                    sweep.FromBlock,
                    sweep.After is { } after ? StoredParts.ToAddress(after) : null,
                    PageMax),
                CancellationToken.None);
        var asked = new RevaluationAsked
        {
            Chain = chain,
            Workflows =
            [
                .. swept.Select(it => new RevaluedWorkflow
                {
                    Workflow = it.Id,
                    FromBlock = at().Revaluation.Of(it)?.ValuesFrom ?? 0,
                }),
            ],
            Finalized = at().Confirmations > 0 ? at().Next - 1 : at().Finalized,
            Revision = revision,
            Through = at().Next - 1,
        };
        return new HandOn(
            "the present values",
            wallets,
            (shard, some, _) => shard.Revalue(some, asked),
            () => save(at() with
            {
                Revaluation = at().Revaluation with
                {
                    Sweep = wallets.Length < PageMax ? null : sweep with
                    {
                        After = wallets[^1].ToString(),
                        Wallets = sweep.Wallets + wallets.Length,
                    },
                },
            }));
    }

    // Addresses are hashes: the first bytes of one tell how much of all of them lies before it.
    private static double ShareBefore(string? wallet) => wallet is null
        ? 0
        : Math.Round(Convert.ToInt32(wallet[2..6], 16) / 65536.0, 3);

    [LoggerMessage(LogLevel.Warning, "{Chain} at depth {Confirmations}: present values wait: {Obstacle}")]
    private static partial void LogHeldUp(ILogger logger, ChainId chain, int confirmations, string obstacle);
}
