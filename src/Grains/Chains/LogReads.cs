using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Chain;

namespace Kwala.Grains.Chains;

/// <summary>
/// What workflows read for some logs and their wallets: every question once, however many logs, workflows and wallets
/// want its answer, and later the answers. Pure but for <see cref="Answer"/>.
/// </summary>
internal sealed class LogReads
{
    private readonly Dictionary<BlockCall, int> _places = [];
    private ImmutableArray<CallOutcome> _outcomes = [];

    private LogReads() { }

    /// <summary>How many different questions there are.</summary>
    public int Count => _places.Count;

    /// <summary>
    /// Of logs of a query of these workflows; null where none of them reads anything for any of them.
    /// </summary>
    /// <param name="logs">The logs.</param>
    /// <param name="workflows">The workflows.</param>
    /// <param name="moved">Whose positions their prices moved; null where prices move none.</param>
    /// <param name="isWanted">For which wallets; null for all.</param>
    public static LogReads? Of(
        ImmutableArray<EventLog> logs,
        ImmutableArray<Workflow> workflows,
        MovedPositions? moved = null,
        Func<Address, bool>? isWanted = null)
    {
        var reading = false;
        foreach (var workflow in workflows)
            reading |= !workflow.Reads.IsEmpty;
        if (!reading || logs.IsEmpty)
            return null;
        var reads = new LogReads();
        var named = new List<Address>();
        foreach (var log in logs)
        {
            if (FollowedLogs.SignalledBy(workflows, log) is not
                { Ending: null, Workflow: { Reads.IsEmpty: false } workflow } followed)
                continue;
            named.Clear();
            MovedPositions.AddWallets(moved, followed, log, named);
            var about = followed.Recheck is null ? log : SignalMaker.Moved(workflow, log);
            foreach (var wallet in named)
                if (isWanted is null || isWanted(wallet))
                    reads.Add(workflow, about, wallet);
        }

        return reads.Count == 0 ? null : reads;
    }

    /// <summary>Of one log for one wallet; null where the workflow reads nothing.</summary>
    public static LogReads? Of(Workflow workflow, EventLog log, Address wallet)
    {
        if (workflow.Reads.IsEmpty)
            return null;
        var reads = new LogReads();
        reads.Add(workflow, log, wallet);
        return reads;
    }

    /// <summary>Asks all of it at once; the answer is this with what came back.</summary>
    /// <param name="reader">Whom to ask; null where the chain's contracts cannot be asked.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<ChainAnswer<LogReads>> Answer(IContractReader? reader, CancellationToken cancellationToken)
    {
        if (reader is null)
            return new ChainAnswer<LogReads>.Refused("Workflows read contracts, and this chain's cannot be asked.");
        var calls = new BlockCall[_places.Count];
        foreach (var (call, place) in _places)
            calls[place] = call;
        var answer = await reader.Read([.. calls], cancellationToken);
        return answer.Match<ChainAnswer<LogReads>>(
            outcomes =>
            {
                _outcomes = outcomes;
                return new ChainAnswer<LogReads>.Answered(this);
            },
            (reason, after) => new ChainAnswer<LogReads>.NotYet(reason, after),
            reason => new ChainAnswer<LogReads>.Refused(reason));
    }

    /// <summary>The newest block whose state no node has kept; null where none is missing.</summary>
    public long? NewestWithoutState => _places
        .Where(it => _outcomes[it.Value] is CallOutcome.StateNotAvailable)
        .Max(it => (long?)it.Key.Block.Number);

    /// <summary>How many ended so, by the name of their outcome.</summary>
    public IEnumerable<(string Outcome, int Count)> Tally => _outcomes
        .GroupBy(outcome => outcome.Match(_ => "returned", _ => "reverted", _ => "undecodable", () => "no state"))
        .Select(group => (group.Key, group.Count()));

    /// <summary>The signal with the value that follows from what was read for this wallet.</summary>
    public Signal Completed(Signal signal, Workflow workflow, EventLog log, Address wallet)
    {
        var calls = workflow.Reads.CallsFor(log.Contract, log.Arguments, wallet);
        var read = workflow.Reads.ResultsOf(
            [.. calls.Select(call => _outcomes[_places[new BlockCall(log.Block, call)]])]);
        return signal with
        {
            Value = SignalMaker.ValueOf(workflow, log.Arguments, read),
            Reads = workflow.Reads.ToTell(read),
        };
    }

    private void Add(Workflow workflow, EventLog log, Address wallet)
    {
        foreach (var call in workflow.Reads.CallsFor(log.Contract, log.Arguments, wallet))
            _places.TryAdd(new BlockCall(log.Block, call), _places.Count);
    }
}
