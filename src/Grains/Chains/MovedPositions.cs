using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Wallets.Movement;
using Kwala.Core.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// What the prices of a step mean for positions that they move without naming a wallet: how far the movement clocks go,
/// and whose positions are due and read again (docs/decisions/0018). Pure but for the question who stands in the index.
/// </summary>
internal sealed class MovedPositions
{
    private readonly List<WorkflowMoves> _moves = [];
    private readonly Dictionary<(WorkflowId, LogPosition), ImmutableArray<Address>> _called = [];

    private MovedPositions() { }

    /// <summary>The clocks from now on; null for none.</summary>
    public MovingStored[]? After { get; private set; }

    /// <summary>How many wallets have positions read for its prices, each counted once for each price.</summary>
    public int Called => _called.Values.Sum(wallets => wallets.Length);

    /// <summary>Of a step; null where prices move no workflow's positions.</summary>
    /// <param name="step">The step.</param>
    /// <param name="workflows">The workflows of the place.</param>
    /// <param name="moving">Their clocks before it.</param>
    /// <param name="finalized">The newest final block.</param>
    /// <param name="subscribers">Finds who is due.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<MovedPositions?> Of(
        FeedStep.Advanced step,
        ImmutableArray<Workflow> workflows,
        MovingStored[]? moving,
        long finalized,
        Subscribers subscribers,
        CancellationToken cancellationToken)
    {
        if (!workflows.Any(it => it.HasFeeds))
            return null;
        var moved = new MovedPositions { After = MovingMap.Of(moving, workflows.Select(it => it.Id.Value)).OrNull() };
        foreach (var log in step.Logs)
            if (FollowedLogs.SignalledBy(workflows, log) is { Workflow.HasFeeds: true } followed)
                moved.Take(followed, log, finalized);
        foreach (var moves in moved._moves)
            foreach (var (price, wallets) in moves.Called(
                moves.Prices.Count == 0 ? [] : await subscribers.Due(
                    moves.Workflow.Id, moves.Now.Clock, cancellationToken),
                step.AtHead))
                moved._called[(moves.Workflow.Id, price)] = wallets;
        return moved;
    }

    /// <summary>Whom a log concerns; of a price those whose positions it has read again.</summary>
    public static void AddWallets(MovedPositions? moved, FollowedAs followed, EventLog log, List<Address> named)
    {
        if (followed.Recheck?.Moves is null)
            SignalMaker.AddWallets(followed, log.Arguments, named);
        else if (moved?._called.TryGetValue((followed.Workflow.Id, log.Position), out var wallets) == true)
            named.AddRange(wallets);
    }

    /// <summary>A workflow's clock as of the end of a block, or earlier; null where it has none.</summary>
    public long? ClockAt(Workflow workflow, long block) => _moves.Find(it => it.Workflow.Id == workflow.Id) is { } moves
        ? moves.ClockAt(block)
        : null;

    private void Take(FollowedAs followed, EventLog log, long finalized)
    {
        var workflow = followed.Workflow;
        var moves = _moves.Find(it => it.Workflow.Id == workflow.Id);
        if (moves is null)
        {
            var before = (After ?? []).FirstOrDefault(it => it.Workflow == workflow.Id.Value) ?? new MovingStored
            {
                Workflow = workflow.Id.Value,
                Clock = MovementClock.Start(log.BlockTime),
            };
            _moves.Add(moves = new WorkflowMoves(workflow, before));
        }

        moves.Take(followed, log, finalized);
        After = [.. (After ?? []).Where(it => it.Workflow != workflow.Id.Value), moves.Now];
    }

    private sealed class WorkflowMoves(Workflow workflow, MovingStored before)
    {
        private readonly long _before = before.Clock;
        private readonly List<(long Block, Address Wallet)> _named = [];

        public Workflow Workflow => workflow;

        public MovingStored Now { get; private set; } = before;

        /// <summary>The last price of each block that has any, and the clock after it.</summary>
        public List<(LogPosition At, long Clock)> Prices { get; } = [];

        public void Take(FollowedAs followed, EventLog log, long finalized)
        {
            if (followed.Recheck?.Moves is not { } at)
            {
                var named = new List<Address>();
                SignalMaker.AddWallets(followed, log.Arguments, named);
                _named.AddRange(named.Select(wallet => (log.Block.Number, wallet)));
                return;
            }

            Now = Now.With(
                workflow,
                $"{log.Contract}/{followed.Recheck.Event.Signature}",
                ((AbiValue.Number)log.Arguments[at]).Value,
                (log.Block.Number, log.BlockTime),
                finalized);
            if (Prices is [.., var (last, _)] && last.Block == log.Block.Number)
                Prices.RemoveAt(Prices.Count - 1);
            Prices.Add((log.Position, Now.Clock));
        }

        public long ClockAt(long block)
        {
            var clock = _before;
            foreach (var (at, after) in Prices)
                if (at.Block <= block)
                    clock = after;
            return clock;
        }

        // Who is due at a price is read at each later one of the step too: where the value went meanwhile only the
        // wallet knows. So is whoever a log of the step names, since the index stands as before it. While the chain is
        // caught up from the past, once at the end is enough: what came back meanwhile is not told any more.
        public IEnumerable<(LogPosition Price, ImmutableArray<Address> Wallets)> Called(
            ImmutableArray<(long Due, Address Wallet)> due, bool isAtHead) => Prices
            .Skip(isAtHead ? 0 : Math.Max(0, Prices.Count - 1))
            .Select(price => (price.At, due.Where(it => it.Due <= price.Clock).Select(it => it.Wallet)
                .Concat(_named.Where(it => it.Block < price.At.Block).Select(it => it.Wallet))
                .Distinct().Order().ToImmutableArray()));
    }
}
