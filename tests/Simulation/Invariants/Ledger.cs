using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Channels;
using Kwala.Ports.Storage;
using Kwala.Simulation.Chain;
using Kwala.Simulation.Providers;
using Kwala.Simulation.Store;
using Kwala.Simulation.Worlds;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Invariants;

/// <summary>A wallet's state that became durable.</summary>
internal sealed record WalletCommit(
    Address Wallet, WalletState Before, WalletState After, CommitRows Rows, SimulatedProcess? Writer, DateTimeOffset At)
{
    /// <summary>What is planned in it for the first time, also where a full outbox displaced it at once.</summary>
    public required ImmutableArray<Plan> Planned { get; init; }

    /// <summary>What may be sent since then, which was not planned or was put off before.</summary>
    public required ImmutableArray<Plan> Started { get; init; }
}

/// <summary>A chain's place that became durable.</summary>
internal sealed record ChainCommit(ChainStored Before, ChainStored After, DateTimeOffset At);

/// <summary>An attempt to send.</summary>
internal sealed record Attempt(
    ChannelKind Channel, OutboundMessage Message, Address Wallet, SimulatedProcess Process, DateTimeOffset At);

/// <summary>What is true in a world, as no process can know it: what is durable, what was sent, what was mined.</summary>
internal sealed class Ledger(WorldPlan plan, SimulatedWorld loop, SimulatedChain chain, Disk disk)
{
    // What was dropped to make a record fit was smaller than this.
    private const int NearlyFull = 1024;

    private readonly SortedDictionary<Address, WalletState> _wallets = [];
    private readonly OrderedDictionary<string, (Address Wallet, ChannelName Channel, Notification Told)> _planned = [];
    private readonly Dictionary<Address, List<(DateTimeOffset Since, WalletState State)>> _pasts = [];
    private readonly HashSet<(Address, NotificationOf)> _known = [], _started = [];

    public WorldPlan Plan => plan;

    public SimulatedChain Chain => chain;

    public Disk Disk => disk;

    public DateTimeOffset Now => loop.Now;

    /// <summary>Whether the faults are over.</summary>
    public bool Calm { get; set; }

    /// <summary>What wallets have durably decided.</summary>
    public IReadOnlyDictionary<Address, WalletState> Wallets => _wallets;

    /// <summary>Where the chain was durably followed to.</summary>
    public ChainStored Place { get; private set; } = new();

    /// <summary>The live workflows, compiled.</summary>
    public ImmutableArray<Workflow> Workflows { get; init; }

    /// <summary>Whom the workflows for subscribers concern.</summary>
    public ImmutableSortedSet<Address> Subscribers { get; init; } = [];

    /// <summary>The channels.</summary>
    public ImmutableArray<ChannelKind> Channels { get; init; }

    /// <summary>Wallets whose owners changed what they want since the world began.</summary>
    public SortedSet<Address> Meddled { get; } = [];

    /// <summary>
    /// Wallets whose record came near to what it may hold: they forget what a reorg would need (docs/decisions/0007).
    /// </summary>
    public SortedSet<Address> Crowded { get; } = [];

    /// <summary>
    /// Positions that a record had no room to follow, or forgot, for what matters more (docs/decisions/0007).
    /// </summary>
    public HashSet<(Address, WorkflowId, SubjectKey)> Unfollowed { get; } = [];

    /// <summary>
    /// The block in which every position is reported safe; -1 where thresholds never change and none is needed.
    /// </summary>
    public long ClearingBlock { get; } = plan.Has(Fault.NewTiers) ? plan.FirstHead + (plan.Blocks / 2) : -1;

    /// <summary>How many blocks were replaced at once, at the most.</summary>
    public int DeepestReorg { get; set; }

    /// <summary>When it was mined.</summary>
    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary>Every delivery that was ever planned, by its key, in the order of planning.</summary>
    public IReadOnlyDictionary<string, (Address Wallet, ChannelName Channel, Notification Told)> Planned => _planned;

    /// <summary>Whether all is done that there is to do.</summary>
    public bool IsQuiet =>
        _wallets.Values.All(wallet => wallet.Outbox.IsEmpty)
        && !disk.Due.All.Any()
        && Workflows.All(it => Place.Depths.Count(depth => depth.Confirmations == it.Trigger.Confirmations
            && depth.Workflows.Contains(it.Id.Value)) == 1)
        && Place.Depths.Select(depth => depth.Confirmations).Distinct().Count() == Place.Depths.Length
        && Place.Depths.All(depth => depth.Settlements.Length == 0
            && depth.Next == chain.Head.Ref.Number - depth.Confirmations + 1
            && (depth.Window is [.., var newest] && newest == chain.Canonical[(int)depth.Next - 1].Ref.Hash.ToString()));

    /// <summary>A wallet's durable state.</summary>
    public WalletState Of(Address wallet) => _wallets.GetValueOrDefault(wallet) ?? WalletState.Empty;

    /// <summary>The states that a wallet durably had at some time since then, the last of them now.</summary>
    public IEnumerable<WalletState> Since(Address wallet, DateTimeOffset then)
    {
        if (!_pasts.TryGetValue(wallet, out var past))
            return [WalletState.Empty];
        var first = past.FindLastIndex(it => it.Since <= then);
        return past.Skip(Math.Max(first, 0)).Select(it => it.State);
    }

    /// <summary>Since when a wallet's preferences are what they are.</summary>
    public DateTimeOffset PreferencesSince(Address wallet) => !_pasts.TryGetValue(wallet, out var past)
        ? DateTimeOffset.MinValue
        : past[past.FindLastIndex(it => it.State.Preferences.Tier != Of(wallet).Preferences.Tier) + 1].Since;

    /// <summary>Takes a wallet's new state in.</summary>
    public WalletCommit Take(Address wallet, WalletStored stored, CommitRows rows, SimulatedProcess? writer)
    {
        var (before, after) = (Of(wallet), stored.ToCore());
        _wallets[wallet] = after;
        if (RecordSize.Lasting(after) > RecordSize.BytesMax - NearlyFull
            || RecordSize.ForReorgs(after) > RecordSize.ReorgBytesMax - NearlyFull)
            Crowded.Add(wallet);
        if (!_pasts.TryGetValue(wallet, out var past))
            _pasts[wallet] = past = [(DateTimeOffset.MinValue, WalletState.Empty)];
        past.Add((loop.Now, after));
        foreach (var pending in after.Outbox)
            foreach (var delivery in pending.Deliveries)
                _planned[delivery.Key.ToString()] = (wallet, delivery.Channel, pending.Notification);
        var plans = Invariants.Plan.Of(after, rows);
        var commit = new WalletCommit(wallet, before, after, rows, writer, loop.Now)
        {
            Planned = [.. plans.Where(it => _known.Add((wallet, NotificationOf.It(it.Told))))],
            Started =
            [
                .. plans.Where(it => it.DeferredUntil is null && _started.Add((wallet, NotificationOf.It(it.Told)))),
            ],
        };
        foreach (var decision in Decisions.Of(commit))
            if (decision.Reasons.Any(reason => reason.Code == ReasonCode.TooManyPositions)
                && decision.Workflow != Scenery.Risk.Value)
                Unfollowed.Add((wallet, new WorkflowId(decision.Workflow), new SubjectKey(decision.Subject)));
        return commit;
    }

    /// <summary>Takes a chain's new place in.</summary>
    public ChainCommit Take(ChainStored stored)
    {
        var before = Place;
        Place = stored;
        return new ChainCommit(before, stored, loop.Now);
    }
}
