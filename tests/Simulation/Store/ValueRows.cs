using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Simulation.Store;

/// <summary>The last values of all positions, and the wallets that unfinal blocks touched.</summary>
internal sealed class ValueRows
{
    private readonly Dictionary<Address, List<(ChainId Chain, ValueRow Row)>> _values = [];
    private readonly HashSet<(ChainId, Address, WorkflowId, SubjectKey, LogPosition, Bytes32)> _known = [];
    private readonly List<(ChainId Chain, TouchedWallet Row)> _touched = [];
    private readonly HashSet<(ChainId, TouchedWallet)> _knownTouched = [];
    private readonly Dictionary<ChainId, long> _terms = [];

    public void Begin(ChainTerm term) => _terms[term.Chain] = Math.Max(_terms.GetValueOrDefault(term.Chain), term.Number);

    public void Append(ChainTerm term, ImmutableArray<ValueRow> values, ImmutableArray<TouchedWallet> touched)
    {
        var chain = Checked(term);
        foreach (var row in values)
        {
            if (!_known.Add(Identity(chain, row)))
                continue;
            if (!_values.TryGetValue(row.Wallet, out var rows))
                _values[row.Wallet] = rows = [];
            rows.Add((chain, row));
        }

        foreach (var row in touched)
            if (_knownTouched.Add((chain, row)))
                _touched.Add((chain, row));
    }

    public ImmutableArray<ValueRow> Last(Address wallet) => !_values.TryGetValue(wallet, out var rows)
        ? []
        : [.. rows.GroupBy(it => (it.Chain, it.Row.Workflow, it.Row.Subject)).Select(Newest)];

    public ImmutableArray<Address> Holders(HolderQuery query) =>
    [
        .. _values
            .Where(it => (query.After is not { } after || it.Key > after) && it.Value.Any(value =>
                value.Chain == query.Chain && query.Workflows.Contains(value.Row.Workflow)
                && value.Row.Position.Block >= query.FromBlock))
            .Select(it => it.Key)
            .Order()
            .Take(query.Limit),
    ];

    public ImmutableArray<Address> Touched(ChainTerm term, ImmutableArray<BlockRef> blocks) =>
    [
        .. TouchedOf(term).Where(it => blocks.Contains(it.Block)).Select(it => it.Wallet).Distinct(),
    ];

    public ImmutableArray<BlockRef> TouchedFrom(ChainTerm term, long block) =>
    [
        .. TouchedOf(term).Where(it => it.Block.Number >= block)
            .Select(it => it.Block).Distinct().OrderBy(it => it.Number),
    ];

    public void Orphan(ChainTerm term, ImmutableArray<BlockRef> blocks, ImmutableArray<WorkflowId> workflows) => Drop(
        Checked(term),
        row => workflows.Contains(row.Workflow) && blocks.Contains(new BlockRef(row.Position.Block, row.Block)));

    public void Finalized(ChainId chain, long block)
    {
        var newest = _values.Values
            .SelectMany(rows => rows.Where(it => it.Chain == chain && it.Row.Position.Block <= block)
                .GroupBy(it => (it.Row.Workflow, it.Row.Subject)).Select(Newest))
            .ToHashSet(ReferenceEqualityComparer.Instance);
        Drop(chain, row => row.Position.Block <= block && !newest.Contains(row));
        DropTouched(it => it.Chain == chain && it.Row.Block.Number <= block);
    }

    private IEnumerable<TouchedWallet> TouchedOf(ChainTerm term)
    {
        var chain = Checked(term);
        return _touched.Where(it => it.Chain == chain).Select(it => it.Row);
    }

    private ChainId Checked(ChainTerm term) => _terms.GetValueOrDefault(term.Chain) <= term.Number
        ? term.Chain
        : throw new StorageException(StorageFault.Overtaken, "Another listener follows the chain.");

    private static ValueRow Newest(IEnumerable<(ChainId Chain, ValueRow Row)> rows) =>
        rows.Aggregate((best, next) => next.Row.Position >= best.Row.Position ? next : best).Row;

    private static (ChainId, Address, WorkflowId, SubjectKey, LogPosition, Bytes32) Identity(
        ChainId chain, ValueRow row) => (chain, row.Wallet, row.Workflow, row.Subject, row.Position, row.Block);

    private void Drop(ChainId chain, Predicate<ValueRow> which)
    {
        foreach (var rows in _values.Values)
            rows.RemoveAll(it => it.Chain == chain && which(it.Row) && _known.Remove(Identity(chain, it.Row)));
    }

    private void DropTouched(Predicate<(ChainId Chain, TouchedWallet Row)> which) =>
        _touched.RemoveAll(it => which(it) && _knownTouched.Remove(it));
}
