using System.Collections.Immutable;
using Kwala.Core.Delivery;
using Kwala.Core.Evm;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Channels;
using Kwala.Simulation.Chain;
using Kwala.Simulation.Invariants;
using Kwala.Simulation.Providers;
using Kwala.Simulation.Store;
using Orleans.Local.Simulation;

namespace Kwala.Simulation.Worlds;

/// <summary>
/// One run of one seed: a chain, a store, providers, owners, and processes that come and go. First all is well, then
/// what the plan has goes wrong, then it is calm until everything has come to rest.
/// </summary>
internal sealed class World
{
    // The day ends in the middle of worlds where days count.
    private DateTimeOffset Start => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)
        - TimeSpan.FromMinutes(Plan.Has(Fault.Attention) ? 5 : 0);

    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(12), CalmMax = TimeSpan.FromHours(6);

    // Some hundred thousand steps are usual; more means that something turns in a circle.
    private const long StepsMax = 3_000_000;

    private readonly SeededChoice _mining;
    private readonly Troubles _troubles;
    private readonly Owners _owners;
    private readonly Trace _trace;
    private SimulatedProcess? _writer;
    private int _settledBlocks;
    private Exception? _escaped;

    public World(WorldPlan plan, Action<string>? log = null)
    {
        (Plan, Log) = (plan, log);
        Loop = new SimulatedWorld(plan.Choice("turns"), Start);
        Dice = new FaultDice(plan);
        Scenery = new Scenery(plan);
        Chain = new SimulatedChain(Start - (Plan.FirstHead * BlockTime));
        while (Chain.Head.Ref.Number < Plan.FirstHead)
            Chain.Mine(Chain.Head.Time + BlockTime, Scenery.OldReports(Dice.Of(Fault.LateStart)));
        Ledger = new Ledger(plan, Loop, Chain, Disk)
        {
            Workflows = Scenery.Workflows,
            Channels = Scenery.Channels,
            Subscribers = Scenery.Subscribers,
        };
        Invariants = Promises.All();
        _mining = plan.Choice("mining");
        _troubles = new Troubles(this);
        _owners = new Owners(this);
        _trace = new Trace(Loop, log);
        Disk.Committed = commit => Observe(() => OnCommitted(commit));
    }

    public WorldPlan Plan { get; }

    public Action<string>? Log { get; }

    public SimulatedWorld Loop { get; }

    public FaultDice Dice { get; }

    public Scenery Scenery { get; }

    public SimulatedChain Chain { get; }

    public Disk Disk { get; } = new();

    public Ledger Ledger { get; }

    public ImmutableArray<Invariant> Invariants { get; }

    /// <summary>The processes that run now.</summary>
    public List<Incarnation> Running { get; } = [];

    /// <summary>How many processes were started.</summary>
    public int Started { get; private set; }

    /// <summary>Runs to the end, or to the first broken promise.</summary>
    public Outcome Run()
    {
        StartProcess();
        var settled = false;
        Running[0].Process.Start(async () =>
        {
            await Settle(Running[0].Grains);
            settled = true;
        });
        while (!settled && Go())
        {
        }

        Dice.Calm = false;
        Loop.After(BlockTime, null, Mine);
        while (!IsOver() && Go())
        {
            if (!Dice.Calm)
                _troubles.Befall();
        }

        foreach (var invariant in Invariants)
            if (FirstBroken() is null)
                invariant.Ended(Ledger);
        return new Outcome(
            Plan, FirstBroken() is { } broken ? $"{broken.GetType().Name}: {broken.Broken}" : null,
            _trace.Hash, Loop.Steps, Loop.Now - Start, Started, new SortedDictionary<Fault, int>(Dice.Counts));
    }

    /// <summary>Starts another process.</summary>
    public Incarnation StartProcess()
    {
        var incarnation = Incarnation.Start(this, ++Started);
        Running.Add(incarnation);
        Tell($"process {Started} starts");
        return incarnation;
    }

    /// <summary>A line of the run's story.</summary>
    public void Tell(FormattableString what) => _trace.Add(FormattableString.Invariant(what));

    public void OnSeen(SimulatedProcess process, Sight sight) => Look(it => it.Seen(Ledger, sight, process));

    public void OnWriting(SimulatedProcess process, Sight sight)
    {
        _writer = process;
        Look(it => it.Writing(Ledger, sight, process));
    }

    public void OnServed(SimulatedBlock block, bool whole) => Look(it => it.Served(Ledger, block, whole));

    public void OnSending(SimulatedProcess process, ChannelKind channel, OutboundMessage message)
    {
        var attempt = AttemptOf(process, channel, message);
        Tell($"{Number(process)} sends {message.Key[..8]} by {channel.Name} {message.Role} repeat:{message.MayBeRepeat}");
        Look(it => it.Sending(Ledger, attempt));
    }

    public void OnDelayed(ChannelKind channel, OutboundMessage message) => _troubles.ChangeMind(channel.Name, message);

    public void OnAccepted(SimulatedProcess process, ChannelKind channel, OutboundMessage message)
    {
        var attempt = AttemptOf(process, channel, message);
        Tell($"{channel.Name} accepts {message.Key[..8]} {message.Role}");
        Look(it => it.Accepted(Ledger, attempt));
    }

    private void OnCommitted(Commit commit)
    {
        Tell($"{Number(_writer)} commits {commit.State} {commit.Key} {commit.Before}->{commit.After}");
        Look(it => it.Committed(Ledger, commit));
        if (commit.Value is WalletStored wallet && Address.TryParse(commit.Key, out var address))
        {
            var taken = Ledger.Take(address, wallet, commit.Rows!, _writer);
            Log?.Invoke(Story.Of(taken));
            Look(it => it.Saved(Ledger, taken));
        }
        else if (commit.Value is ChainStored chain)
        {
            var taken = Ledger.Take(chain);
            Log?.Invoke(Story.Of(chain));
            Look(it => it.Followed(Ledger, taken));
        }
    }

    private void Look(Action<Invariant> at) => Observe(() =>
    {
        foreach (var invariant in Invariants)
            at(invariant);
    });

    // Whoever is observed would take what an observer throws for a failure of the store or the provider, and get over it.
    private void Observe(Action observe)
    {
        try
        {
            observe();
        }
        catch (Exception escaped)
        {
            _escaped ??= escaped;
        }
    }

    private bool Go()
    {
        if (_escaped is not null)
            throw new InvalidOperationException("An observer failed.", _escaped);
        return Loop.Steps < StepsMax && FirstBroken() is null && Loop.Step();
    }

    private bool IsOver() => Dice.Calm
        && ((Ledger.IsQuiet && _settledBlocks > 8)
            || Chain.Head.Time - Chain.Canonical[Plan.LastBlock].Time > CalmMax);

    private Invariant? FirstBroken() => Invariants.FirstOrDefault(invariant => invariant.Broken is not null);

    private void Mine()
    {
        var calm = Chain.Head.Ref.Number >= Plan.LastBlock;
        var clears = Chain.Head.Ref.Number + 1 == Ledger.ClearingBlock;
        var block = Chain.Mine(
            Loop.Now, calm ? [] : clears ? Scenery.Clearing() : Scenery.Reports(_mining));
        if (clears)
            Ledger.ClearedAt = Loop.Now;
        Tell($"block {block.Ref.Number} {block.Ref.Hash.ToString()[..8]} with {block.Reports.Length}");
        if (!calm && Dice.Falls(Fault.Reorgs, times: 2))
        {
            var depth = Math.Min((int)block.Ref.Number, Dice.Of(Fault.Reorgs).OneOf([1, 1, 2, 3, 5, 9, 25]));
            Chain.Reorganise(depth, Other);
            Ledger.DeepestReorg = Math.Max(Ledger.DeepestReorg, depth);
            Tell($"reorg of {depth}, head {Chain.Head.Ref.Hash.ToString()[..8]}");
        }

        _troubles.BefallWithBlock();
        _owners.BefallWithBlock();
        if (calm && !Dice.Calm)
            CalmDown();
        if (Dice.Calm && _settledBlocks++ % 20 == 0)
            _owners.WantTheirDigests();
        Loop.After(BlockTime, null, Mine);
    }

    // What was in the replaced block is in the other one too, or not, or something else is.
    private ImmutableArray<Report> Other(SimulatedBlock old) => Dice.Of(Fault.Reorgs).Below(3) switch
    {
        _ when old.Ref.Number == Ledger.ClearingBlock => old.Reports,
        0 => old.Reports,
        1 => Scenery.Reports(_mining),
        _ => [],
    };

    /// <summary>An endpoint's idea of the chain.</summary>
    public NodeBranch Branch() => new(
        Loop, Chain, Dice,
        (number, choice) => number == Ledger.ClearingBlock ? Scenery.Clearing()
            : choice.Chance(0.5) ? Scenery.Reports(choice)
            : [])
    {
        Forked = depth =>
        {
            Ledger.DeepestReorg = Math.Max(Ledger.DeepestReorg, depth);
            Tell($"an endpoint leaves the chain by {depth}");
        },
    };

    private void CalmDown()
    {
        Dice.Calm = true;
        Ledger.Calm = true;
        Tell($"calm");
        foreach (var stopping in Running.Where(it => it.IsStopping || !it.Process.IsAlive).ToArray())
            Kill(stopping);
        foreach (var extra in Running.SkipLast(1).ToArray())
            Kill(extra);
        if (Running.Count == 0)
            StartProcess();
        Running[0].Process.ClockError = TimeSpan.Zero;
    }

    /// <summary>Ends a process where it stands.</summary>
    public void Kill(Incarnation incarnation)
    {
        incarnation.Process.Kill();
        Running.Remove(incarnation);
        Tell($"a process ends, {Running.Count} left");
    }

    private async Task Settle(Orleans.IGrainFactory grains)
    {
        foreach (var source in Scenery.Sources)
            if (await grains.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key).Put(source)
                is not WorkflowPut.Accepted)
                throw new InvalidOperationException("A workflow was not accepted.");
        foreach (var wallet in Scenery.Wallets)
            foreach (var channel in (ChannelName[])[ChannelName.Telegram, ChannelName.Email])
                await grains.GetGrain<IWalletGrain>(wallet.ToString()).VerifyContact(channel, $"owner@{wallet}");
        await Prices.Settle(Plan, Scenery.Subscribers, grains);
        await _owners.Settle(grains);
    }

    private Attempt AttemptOf(SimulatedProcess process, ChannelKind channel, OutboundMessage message) => new(
        channel, message, Address.TryParse(message.Wallet, out var wallet) ? wallet : default, process, Loop.Now);

    private int Number(SimulatedProcess? process) =>
        1 + Running.FindIndex(incarnation => incarnation.Process == process);
}
