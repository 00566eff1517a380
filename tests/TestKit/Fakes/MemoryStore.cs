using System.Collections.Immutable;
using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.TestKit.Fakes;

/// <summary>History, due index and value log in memory, with the semantics that their ports promise.</summary>
public sealed class MemoryStore : IHistory, IDueIndex, IValueLog, ISubscriberIndex
{
    private readonly Lock _lock = new();
    private readonly SubscriberRows _subscribers = new();
    private readonly SortedDictionary<Address, DateTimeOffset> _due = [];
    private readonly List<HistoryRow> _history = [];
    private readonly List<(ChainId Chain, ValueRow Row)> _values = [];
    private readonly HashSet<(ChainId Chain, TouchedWallet Row)> _touched = [];
    private readonly Dictionary<ChainId, long> _terms = [];

    /// <summary>All rows of a topic, oldest first.</summary>
    public ImmutableArray<HistoryRow> Rows(HistoryTopic topic)
    {
        lock (_lock) return [.. _history.Where(row => row.Topic == topic)];
    }

    /// <summary>Called before rows of final blocks are dropped; what it throws is the store's answer.</summary>
    public Action BeforeFinalized { get; set; } = () => { };

    /// <summary>Called before the due index is read; what it throws is the store's answer.</summary>
    public Action BeforeDue { get; set; } = () => { };

    /// <summary>Awaited before rows of values are appended; what it throws is the store's answer.</summary>
    public Func<Task> BeforeAppend { get; set; } = () => Task.CompletedTask;

    /// <summary>Called once rows are appended: what it throws is the answer.</summary>
    public Action AfterAppend { get; set; } = () => { };

    /// <summary>How many values were appended and not dropped.</summary>
    public int ValueCount { get { lock (_lock) return _values.Count; } }

    /// <summary>How often the holders of values were asked for.</summary>
    public int HoldersAsked { get; private set; }

    /// <summary>Awaited before values are orphaned.</summary>
    public Func<Task> BeforeOrphan { get; set; } = () => Task.CompletedTask;

    /// <summary>Called after the last values of a wallet were read and before they are given.</summary>
    public Action LastRead { get; set; } = () => { };

    /// <summary>Who is due, and since when.</summary>
    public ImmutableArray<DueEntry> AllDue { get { lock (_lock) return [.. _due.Select(d => new DueEntry(d.Key, d.Value))]; } }

    /// <summary>What a wallet's write brings with it.</summary>
    public void Commit(CommitRows rows)
    {
        lock (_lock)
        {
            if (rows.DueAt is { } at)
                _due[rows.Wallet] = at;
            else
                _due.Remove(rows.Wallet);
            AppendNew(rows.History);
            foreach (var part in rows.Index)
                _subscribers.Set(rows.Wallet, part);
        }
    }

    /// <summary>Puts entries into the subscriber index, as if a wallet had been saved with them.</summary>
    public void Subscribe(Address wallet, ImmutableSortedSet<string> entries)
    {
        lock (_lock) _subscribers.Set(wallet, new IndexPart(false, entries));
    }

    /// <summary>The subscriber index, in order.</summary>
    public ImmutableArray<SubscriberRow> Subscribers { get { lock (_lock) return [.. _subscribers.All]; } }

    /// <summary>How many rows of the subscriber index were given.</summary>
    public int SubscribersGiven { get; private set; }

    /// <inheritdoc />
    public Task<ImmutableArray<SubscriberRow>> Read(SubscriberQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var found = _subscribers.Read(query).ToImmutableArray();
            SubscribersGiven += found.Length;
            return Task.FromResult(found);
        }
    }

    /// <inheritdoc />
    public Task<long> Count(string entry, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_subscribers.Count(entry));
    }

    /// <summary>Rows outside a wallet's own write are refused.</summary>
    public bool AppendFails { get; set; }

    /// <inheritdoc />
    public Task Append(ImmutableArray<HistoryRow> rows, CancellationToken cancellationToken)
    {
        if (AppendFails)
            throw new StorageException(StorageFault.Full, "There is no room.");
        lock (_lock) AppendNew(rows);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <inheritdoc />
    public Task<ImmutableArray<HistoryRow>> ReadKeys(HistoryKeys keys, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_history
                .Where(row => row.Wallet == keys.Wallet && row.Topic == keys.Topic
                    && row.Key.StartsWith(keys.Prefix, StringComparison.Ordinal)
                    && (keys.Below is null || string.CompareOrdinal(row.Key, keys.Below) < 0))
                .OrderByDescending(row => row.Key, StringComparer.Ordinal)
                .Take(keys.Limit)
                .ToImmutableArray());
    }

    /// <summary>Drops the rows from before an instant, as retention does.</summary>
    public void DropHistory(DateTimeOffset before) { lock (_lock) _history.RemoveAll(row => row.At < before); }

    /// <summary>Whether pages cannot be read for now.</summary>
    public bool RefusesReads { get; set; }

    /// <inheritdoc />
    public Task<HistoryPage> Read(HistoryQuery query, CancellationToken cancellationToken)
    {
        if (RefusesReads)
            throw new IOException("The store is away.");
        lock (_lock)
        {
            var skip = query.Cursor is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            var found = _history
                .Where(row => row.Topic == query.Topic
                    && (query.Wallet is null || row.Wallet == query.Wallet)
                    && (query.Kind is null || row.Kind == query.Kind)
                    && (query.Outcome is null || row.Outcome == query.Outcome)
                    && (query.From is null || row.At >= query.From)
                    && (query.Until is null || row.At < query.Until))
                .OrderByDescending(row => row.At)
                .Skip(skip)
                .Take(query.Limit + 1)
                .ToList();
            var next = found.Count > query.Limit
                ? (skip + query.Limit).ToString(CultureInfo.InvariantCulture)
                : null;
            return Task.FromResult(new HistoryPage([.. found.Take(query.Limit)], next));
        }
    }

    /// <summary>So many of the next removals fail.</summary>
    public int RefusedRemovals { get; set; }

    /// <inheritdoc />
    public Task Remove(Address wallet, HistoryTopic topic, string key, CancellationToken cancellationToken)
    {
        if (RefusedRemovals-- > 0)
            throw new IOException("The row cannot be removed now.");
        lock (_lock) _history.RemoveAll(row => row.Wallet == wallet && row.Topic == topic && row.Key == key);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<ImmutableArray<DueEntry>> Due(
        int shard, int shards, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        BeforeDue();
        lock (_lock)
            return Task.FromResult(_due
                .Where(due => due.Value <= until && Shard(due.Key, shards) == shard)
                .OrderBy(due => due.Value)
                .Take(limit)
                .Select(due => new DueEntry(due.Key, due.Value))
                .ToImmutableArray());
    }

    /// <inheritdoc />
    public Task Begin(ChainTerm term, CancellationToken cancellationToken)
    {
        lock (_lock) _terms[term.Chain] = Math.Max(_terms.GetValueOrDefault(term.Chain), term.Number);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task Append(
        ChainTerm term,
        ImmutableArray<ValueRow> values,
        ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken)
    {
        await BeforeAppend();
        lock (_lock)
        {
            Refuse(term);
            foreach (var row in values)
                if (!_values.Contains((term.Chain, row)))
                    _values.Add((term.Chain, row));
            foreach (var row in touched)
                _touched.Add((term.Chain, row));
        }

        AfterAppend();
    }

    /// <inheritdoc />
    public Task<ImmutableArray<ValueRow>> Last(Address wallet, CancellationToken cancellationToken)
    {
        ImmutableArray<ValueRow> last;
        lock (_lock)
            last =
            [
                .. _values
                    .Where(value => value.Row.Wallet == wallet)
                    .GroupBy(value => (value.Row.Workflow, value.Row.Subject))
                    .Select(group => group.MaxBy(value => value.Row.Position).Row),
            ];
        LastRead();
        return Task.FromResult(last);
    }

    /// <inheritdoc />
    public Task<ImmutableArray<Address>> Holders(HolderQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            HoldersAsked++;
            return Task.FromResult(_values
                .Where(value => value.Chain == query.Chain
                    && query.Workflows.Contains(value.Row.Workflow)
                    && value.Row.Position.Block >= query.FromBlock
                    && (query.After is not { } after || value.Row.Wallet > after))
                .Select(value => value.Row.Wallet)
                .Distinct()
                .Order()
                .Take(query.Limit)
                .ToImmutableArray());
        }
    }

    /// <inheritdoc />
    public Task<ImmutableArray<Address>> Touched(
        ChainTerm term, ImmutableArray<BlockRef> blocks, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Refuse(term);
            return Task.FromResult(_touched
                .Where(touched => touched.Chain == term.Chain && blocks.Contains(touched.Row.Block))
                .Select(touched => touched.Row.Wallet)
                .Distinct()
                .ToImmutableArray());
        }
    }

    /// <inheritdoc />
    public Task<ImmutableArray<BlockRef>> TouchedFrom(
        ChainTerm term, long block, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Refuse(term);
            return Task.FromResult(_touched
                .Where(touched => touched.Chain == term.Chain && touched.Row.Block.Number >= block)
                .Select(touched => touched.Row.Block)
                .Distinct()
                .OrderBy(reference => reference.Number)
                .ToImmutableArray());
        }
    }

    /// <inheritdoc />
    public async Task Orphan(
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        CancellationToken cancellationToken)
    {
        await BeforeOrphan();
        lock (_lock)
        {
            Refuse(term);
            _values.RemoveAll(value => value.Chain == term.Chain && workflows.Contains(value.Row.Workflow)
                && blocks.Any(block => block.Hash == value.Row.Block));
        }
    }

    /// <inheritdoc />
    public Task Finalized(ChainId chain, long block, CancellationToken cancellationToken)
    {
        BeforeFinalized();
        lock (_lock) _touched.RemoveWhere(touched => touched.Chain == chain && touched.Row.Block.Number <= block);
        return Task.CompletedTask;
    }

    private void Refuse(ChainTerm term)
    {
        if (_terms.GetValueOrDefault(term.Chain) > term.Number)
            throw new StorageException(StorageFault.Overtaken, "Another listener follows the chain.");
    }

    private static int Shard(Address wallet, int shards)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        wallet.CopyTo(bytes);
        return bytes[^1] % shards;
    }

    private void AppendNew(ImmutableArray<HistoryRow> rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Max(row => (int?)row.Body.Length) ?? 0, HistoryRow.BodyMax);
        foreach (var row in rows)
            if (!_history.Any(known => known.Wallet == row.Wallet && known.Topic == row.Topic && known.Key == row.Key))
                _history.Add(row);
    }
}
