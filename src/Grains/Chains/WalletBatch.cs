using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kwala.Core.Behaviour;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Chains;

/// <summary>
/// What one batch of blocks means: the signals of each wallet in the order of the chain, and the rows to append before
/// they are handed on. Pure; a log costs one source, and one signal per wallet and workflow.
/// </summary>
/// <param name="Wallets">The affected wallets, in the order of their first signal.</param>
/// <param name="Signals">Of each of <paramref name="Wallets"/>.</param>
internal sealed record WalletBatch(ImmutableArray<Address> Wallets, ImmutableArray<ImmutableArray<Signal>> Signals)
{
    /// <summary>What owners did, by their wallet; null for nothing.</summary>
    public ILookup<Address, ActSeen>? Acts { get; init; }

    /// <summary>Evaluates the logs of a step.</summary>
    /// <param name="step">What the feed gave for a query of these workflows' filters, in their order.</param>
    /// <param name="workflows">All of one chain and depth.</param>
    /// <param name="isFinal">Whether the depth rules a rollback out (decision 10).</param>
    /// <param name="read">What was read for them; null where none of them reads anything.</param>
    /// <param name="now">The present: what owners did too long ago is no response to anything.</param>
    /// <param name="moved">Whose positions its prices moved; null where prices move none.</param>
    /// <param name="isWanted">For which wallets; null for all.</param>
    public static WalletBatch Of(
        FeedStep.Advanced step,
        ImmutableArray<Workflow> workflows,
        bool isFinal,
        LogReads? read = null,
        DateTimeOffset now = default,
        MovedPositions? moved = null,
        Func<Address, bool>? isWanted = null)
    {
        var places = new Dictionary<Address, int>(step.Logs.Length);
        var made = new List<(int Wallet, Signal Signal)>(step.Logs.Length);
        var named = new List<Address>();
        var subjects = new Dictionary<Address, SubjectKey>();
        var counts = new List<int>();
        List<(Address Wallet, ActSeen Act)>? acts = null;
        SignalSource? source = null;
        foreach (var found in step.Logs)
        {
            named.Clear();
            var log = found;
            var isSure = isFinal || log.Block.Number <= step.To.Finalized;
            if (FollowedLogs.SignalledBy(workflows, log) is not { } followed)
            {
                if (Act(FollowedLogs.ActOf(workflows, log), step.To.Chain, log, isSure, now, named) is { } act)
                    foreach (var wallet in Wanted(named, isWanted))
                    {
                        PlaceOf(wallet, places, counts);
                        (acts ??= []).Add((wallet, act));
                    }

                continue;
            }

            var (workflow, ending, recheck) = followed;
            MovedPositions.AddWallets(moved, followed, log, named);
            if (Wanted(named, isWanted).Count == 0)
                continue;
            if (recheck is not null)
                log = SignalMaker.Moved(workflow, log);
            // Several workflows may listen to one log: they share its source, where it names the same to them.
            if (source is null || source.Position != log.Position || source.Block != log.Block
                || source.Contract != log.Contract || source.Arguments.Length != log.Arguments.Length)
                source = SignalMaker.SourceOf(log, step.To.Chain);
            var isRead = read is not null && !workflow.Reads.IsEmpty && ending is null;
            var signal = new Signal(
                workflow.Id,
                ending is not null ? default : Subject(workflow, log, step.To.Chain, subjects),
                isRead || ending is not null ? default : SignalMaker.ValueOf(workflow, log.Arguments),
                source,
                step.AtHead,
                isSure)
            {
                Clock = workflow.HasFeeds ? moved?.ClockAt(workflow, log.Block.Number) : null,
            };
            if (ending is not null)
                signal = SignalMaker.Ended(signal, ending, log);
            foreach (var wallet in named)
            {
                var own = isRead ? read!.Completed(signal, workflow, log, wallet) : signal;
                var place = PlaceOf(wallet, places, counts);
                counts[place]++;
                made.Add((place, own));
            }
        }

        var batch = Gather(places, counts, made);
        return acts is null ? batch : batch with { Acts = acts.ToLookup(it => it.Wallet, it => it.Act) };
    }

    /// <summary>What the owner of the wallet at a place of <see cref="Wallets"/> did.</summary>
    public ImmutableArray<ActSeen> ActsOf(int wallet) => Acts is null ? [] : [.. Acts[Wallets[wallet]]];

    /// <summary>
    /// The values to keep: the last of each position, and for blocks that may roll back the last of each block, so that
    /// the one before is the last again (decisions 8, 10).
    /// </summary>
    public ImmutableArray<ValueRow> Values()
    {
        var rows = ImmutableArray.CreateBuilder<ValueRow>(Wallets.Length);
        var seen = new HashSet<(WorkflowId, SubjectKey, long)>();
        for (var wallet = 0; wallet < Wallets.Length; wallet++)
        {
            seen.Clear();
            var signals = Signals[wallet];
            for (var index = signals.Length - 1; index >= 0; index--)
            {
                var signal = signals[index];
                if (signals.Length > 1
                    && !seen.Add((signal.Workflow, signal.Subject, signal.Final ? -1 : signal.Source.Block.Number)))
                    continue;
                rows.Add(new ValueRow(
                    Wallets[wallet],
                    signal.Workflow,
                    signal.Subject,
                    signal.Value,
                    signal.Source.Position,
                    signal.Source.Block.Hash,
                    signal.Source.BlockTime));
            }
        }

        return rows.DrainToImmutable();
    }

    /// <summary>The values of workflows for subscribers: they are the zero address's.</summary>
    public ImmutableArray<Signal> Ticks => Wallets.IndexOf(default) is >= 0 and var at ? Signals[at] : [];

    /// <summary>The same with subscribers in the place of the zero address.</summary>
    public WalletBatch With(ImmutableArray<(Address Wallet, ImmutableArray<Signal> Signals)> subscribers)
    {
        var told = Wallets.Select((wallet, place) => (Wallet: wallet, Signals: Signals[place]))
            .Where(it => !it.Wallet.IsZero)
            .Concat(subscribers)
            .GroupBy(it => it.Wallet, it => it.Signals)
            .Select(group => (group.Key, Signals: group.Count() == 1
                ? group.First()
                : [.. group.SelectMany(signals => signals).OrderBy(signal => signal.Source.Position)]))
            .ToArray();
        return new WalletBatch([.. told.Select(it => it.Key)], [.. told.Select(it => it.Signals)]) { Acts = Acts };
    }

    /// <summary>The wallets that blocks not yet final touch, each once per block.</summary>
    public ImmutableArray<TouchedWallet> Touched()
    {
        var rows = ImmutableArray.CreateBuilder<TouchedWallet>();
        for (var wallet = 0; wallet < Wallets.Length; wallet++)
        {
            var last = -1L;
            foreach (var signal in Signals[wallet])
            {
                if (signal.Final || signal.Source.Block.Number == last)
                    continue;
                last = signal.Source.Block.Number;
                rows.Add(new TouchedWallet(signal.Source.Block, Wallets[wallet]));
            }

            foreach (var block in ActsOf(wallet).Select(act => act.Unfinal).OfType<BlockRef>().Distinct())
                if (Signals[wallet].All(signal => signal.Source.Block != block))
                    rows.Add(new TouchedWallet(block, Wallets[wallet]));
        }

        return rows.DrainToImmutable();
    }

    private static List<Address> Wanted(List<Address> named, Func<Address, bool>? isWanted)
    {
        if (isWanted is not null)
            named.RemoveAll(wallet => !isWanted(wallet));
        return named;
    }

    private static int PlaceOf(Address wallet, Dictionary<Address, int> places, List<int> counts)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, wallet, out var isKnown);
        if (!isKnown)
        {
            place = counts.Count;
            counts.Add(0);
        }

        return place;
    }

    // Whom it concerns is added; null for what is too old to be a response.
    private static ActSeen? Act(
        (Workflow Workflow, OwnerAct Act) it, ChainId chain, EventLog log, bool isFinal, DateTimeOffset now,
        List<Address> named)
    {
        if (log.BlockTime + (it.Workflow.Learning.Window ?? BehaviourPolicy.Default.ResponseWindow) < now)
            return null;
        SignalMaker.AddWallets(it.Act.Wallets, log.Arguments, named);
        return SignalMaker.ActOf(it.Workflow, it.Act, chain, log, isFinal);
    }

    // The key of a position that is its contract is made once per contract and batch, not once per log.
    private static SubjectKey Subject(
        Workflow workflow, EventLog log, ChainId chain, Dictionary<Address, SubjectKey> byContract)
    {
        if (!workflow.Subject.IsEmpty)
            return SignalMaker.SubjectOf(workflow, chain, log.Contract, log.Arguments);
        ref var subject = ref CollectionsMarshal.GetValueRefOrAddDefault(byContract, log.Contract, out var isKnown);
        if (!isKnown)
            subject = SignalMaker.SubjectOf(workflow, chain, log.Contract, log.Arguments);
        return subject;
    }

    private static WalletBatch Gather(
        Dictionary<Address, int> places, List<int> counts, List<(int Wallet, Signal Signal)> made)
    {
        var wallets = new Address[counts.Count];
        foreach (var (wallet, place) in places)
            wallets[place] = wallet;
        var signals = new Signal[counts.Count][];
        for (var wallet = 0; wallet < signals.Length; wallet++)
            signals[wallet] = new Signal[counts[wallet]];
        var filled = new int[counts.Count];
        foreach (var (wallet, signal) in made)
            signals[wallet][filled[wallet]++] = signal;
        return new WalletBatch(
            ImmutableCollectionsMarshal.AsImmutableArray(wallets),
            [.. signals.Select(ImmutableCollectionsMarshal.AsImmutableArray)]);
    }
}
