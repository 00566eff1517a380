using System.Collections.Immutable;
using Azure.Data.Tables;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Values in the table. A batch is as many transactions as its rows need, and none of an earlier term comes through
/// once a later one has begun; a batch that a crash cut off is appended again.
/// </summary>
internal sealed class AzureValueLog(AzureStore store, Listening listening) : IValueLog
{
    private const int PositionsAtOnce = 16;

    /// <inheritdoc />
    public Task Begin(ChainTerm term, CancellationToken cancellationToken) =>
        listening.Begin(term, cancellationToken);

    /// <inheritdoc />
    public async Task Append(
        ChainTerm term,
        ImmutableArray<ValueRow> values,
        ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken)
    {
        // Whom a block touched comes first: a reorg must find whoever has a value of it.
        foreach (var some in touched.Distinct().Chunk(Listening.RowsMax))
            await Put(term, some.Select(it => ValueEntities.Of(term.Chain, it)), cancellationToken);
        // Of one position in one log the later row counts.
        var newest = values.Reverse().DistinctBy(ValueEntities.Key).Reverse();
        foreach (var some in newest.Chunk(Listening.RowsMax / 2))
            await Put(term, some.SelectMany(row => ValueEntities.Of(term.Chain, row)), cancellationToken);
        StorageInstruments.Rows("value", values.Length);
        StorageInstruments.Rows("touched", touched.Length);
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<ValueRow>> Last(Address wallet, CancellationToken cancellationToken)
    {
        var last = new List<(string Chain, ValueRow Row)>();
        var prefix = ValueEntities.OfWallet(wallet);
        foreach (var chain in await store.Chains(cancellationToken))
        {
            var position = "";
            await foreach (var row in Rows(chain, prefix, prefix + 'x', cancellationToken))
                if (ValueEntities.PositionOf(row.RowKey) is var at && at != position)
                {
                    position = at;
                    last.Add((chain.Value, ValueEntities.Read(row)));
                }
        }

        return
        [
            .. last.OrderBy(it => it.Chain, StringComparer.Ordinal)
                .ThenBy(it => it.Row.Workflow.Value, StringComparer.Ordinal)
                .ThenBy(it => it.Row.Subject.Value, StringComparer.Ordinal)
                .Select(it => it.Row),
        ];
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<Address>> Holders(HolderQuery query, CancellationToken cancellationToken)
    {
        var holders = ImmutableArray.CreateBuilder<Address>();
        if (query.Workflows.IsEmpty)
            return [];
        var from = query.After is { } after ? ValueEntities.OfWallet(after) + 'x' : "v,";
        await foreach (var row in store.Table.Range(
            ValueEntities.Partition(query.Chain), from, AzureText.Behind("v"),
            ValueEntities.Filter(query.Workflows, query.FromBlock), cancellationToken: cancellationToken))
        {
            var wallet = ValueEntities.WalletOf(row);
            if (holders.Count > 0 && holders[^1] == wallet)
                continue;
            if (holders.Count == query.Limit)
                break;
            holders.Add(wallet);
        }

        return holders.ToImmutable();
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<Address>> Touched(
        ChainTerm term, ImmutableArray<BlockRef> blocks, CancellationToken cancellationToken)
    {
        var wallets = new HashSet<Address>();
        foreach (var prefix in blocks.Select(ValueEntities.Touching))
            await foreach (var row in Rows(term.Chain, prefix, prefix + 'x', cancellationToken))
                wallets.Add(ValueEntities.ReadTouched(row).Wallet);
        await listening.Confirm(term, cancellationToken);
        return [.. wallets];
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<BlockRef>> TouchedFrom(
        ChainTerm term, long block, CancellationToken cancellationToken)
    {
        var blocks = new List<BlockRef>();
        await foreach (var row in Rows(
            term.Chain, $"t,{AzureText.Rising(Math.Max(0, block))}", AzureText.Behind("t"), cancellationToken))
            if (ValueEntities.ReadTouched(row).Block is var touched && (blocks.Count == 0 || blocks[^1] != touched))
                blocks.Add(touched);
        await listening.Confirm(term, cancellationToken);
        return [.. blocks];
    }

    /// <inheritdoc />
    public async Task Orphan(
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        CancellationToken cancellationToken)
    {
        await listening.Confirm(term, cancellationToken);
        foreach (var block in blocks)
        {
            var lost = new List<string>();
            await foreach (var row in Rows(
                term.Chain, ValueEntities.InBlock(block), ValueEntities.InBlock(block) + 'x', cancellationToken))
                // What took its place on another branch stays.
                if (await Value(term.Chain, ValueEntities.UnderBlock(row), cancellationToken) is { } value
                    && value.Block == block.Hash && workflows.Contains(value.Workflow))
                    lost.AddRange([ValueEntities.Key(value), row.RowKey]);
            foreach (var some in lost.Chunk(Listening.RowsMax - 1))
                await listening.Change(
                    term,
                    [.. some.Select(key => new TableTransactionAction(
                        TableTransactionActionType.Delete,
                        new TableEntity(ValueEntities.Partition(term.Chain), key)))],
                    cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task Finalized(ChainId chain, long block, CancellationToken cancellationToken)
    {
        var partition = ValueEntities.Partition(chain);
        await listening.Name(chain, cancellationToken);
        if (await store.Table.Find(partition, ValueEntities.Final, cancellationToken) is not { } final
            || final.GetInt64(ValueEntities.Number) < block)
            await store.Table.Put(
                [
                    new TableEntity(partition, ValueEntities.Final) { [ValueEntities.Number] = block },
                ],
                cancellationToken);
        await DropTouched(chain, block, cancellationToken);
        await DropSuperseded(chain, block, cancellationToken);
    }

    private async Task DropTouched(ChainId chain, long block, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var row in Rows(
            chain, "t,", AzureText.Behind($"t,{AzureText.Rising(block)}"), cancellationToken))
            old.Add(row.RowKey);
        await store.Table.Remove(ValueEntities.Partition(chain), old, cancellationToken);
    }

    // A value goes before the row that leads to it from its block.
    private async Task DropSuperseded(ChainId chain, long block, CancellationToken cancellationToken)
    {
        var (final, under) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var row in Rows(
            chain, "b,", AzureText.Behind($"b,{AzureText.Rising(block)}"), cancellationToken))
        {
            final.Add(row.RowKey);
            under.Add(ValueEntities.PositionOf(ValueEntities.UnderBlock(row)));
        }

        var superseded = new List<string>();
        foreach (var some in under.Chunk(PositionsAtOnce))
            foreach (var keys in await Task.WhenAll(some.Select(
                position => Superseded(chain, position, block, cancellationToken))))
                superseded.AddRange(keys);
        await store.Table.Remove(ValueEntities.Partition(chain), superseded.Concat(final), cancellationToken);
    }

    private async Task<List<string>> Superseded(
        ChainId chain, string position, long block, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var row in Rows(
            chain, position + AzureText.Falling(block), position + 'x', cancellationToken))
            keys.Add(row.RowKey);
        return [.. keys.Skip(1)];
    }

    private async Task<ValueRow?> Value(ChainId chain, string key, CancellationToken cancellationToken) =>
        await store.Table.Find(ValueEntities.Partition(chain), key, cancellationToken) is { } row
            ? ValueEntities.Read(row)
            : null;

    private IAsyncEnumerable<TableEntity> Rows(
        ChainId chain, string from, string before, CancellationToken cancellationToken) =>
        store.Table.Range(ValueEntities.Partition(chain), from, before, cancellationToken: cancellationToken);

    private Task Put(ChainTerm term, IEnumerable<TableEntity> rows, CancellationToken cancellationToken) =>
        listening.Change(
            term,
            [.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))],
            cancellationToken);
}
