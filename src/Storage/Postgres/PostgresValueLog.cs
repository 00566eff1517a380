using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>
/// Values in PostgreSQL: one row per position for blocks that are final, and a row per log for those that may be
/// replaced. Whatever a listener asks is asked in one transaction with a look at its term, so that no later one may
/// begin in between.
/// </summary>
internal sealed class PostgresValueLog(PostgresStore store) : IValueLog
{
    /// <inheritdoc />
    public Task Begin(ChainTerm term, CancellationToken cancellationToken) => store.Source.Write(
        new Sql("""
        INSERT INTO listener_term (chain, term) VALUES ($1, $2)
        ON CONFLICT (chain) DO UPDATE SET term = greatest(listener_term.term, excluded.term)
        """,
        term.Chain.Value, term.Number),
        cancellationToken);

    /// <inheritdoc />
    public async Task Append(
        ChainTerm term,
        ImmutableArray<ValueRow> values,
        ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken)
    {
        if (values.IsEmpty && touched.IsEmpty)
            return;
        await Listening(
            term,
            async connection =>
            {
                await ValueRows.Touch(connection, term.Chain, touched, cancellationToken);
                await ValueRows.Append(connection, term.Chain, values, cancellationToken);
                return true;
            },
            cancellationToken);
        StorageInstruments.Rows("value", values.Length);
        StorageInstruments.Rows("touched", touched.Length);
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<ValueRow>> Last(Address wallet, CancellationToken cancellationToken)
    {
        var read = new ValueRead(wallet);
        await store.Values.Enter(read, cancellationToken);
        return await read.Found;
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<Address>> Holders(HolderQuery query, CancellationToken cancellationToken) =>
    [
        .. await store.Source.Read(
            connection => connection.Rows(
                row => row.Wallet(0),
                new Sql("""
                SELECT DISTINCT wallet FROM (
                    (SELECT DISTINCT wallet FROM value_last
                     WHERE wallet > $1 AND chain = $2 AND workflow = ANY ($3) AND block >= $4 ORDER BY wallet LIMIT $5)
                    UNION ALL
                    (SELECT DISTINCT wallet FROM value_new
                     WHERE wallet > $1 AND chain = $2 AND workflow = ANY ($3) AND block >= $4 ORDER BY wallet LIMIT $5))
                    AS rows
                ORDER BY wallet LIMIT $5
                """,
                query.After is { } after ? Connections.Bytes(after) : Array.Empty<byte>(),
                query.Chain.Value,
                Connections.Texts(query.Workflows.Select(it => it.Value)),
                query.FromBlock,
                query.Limit),
                cancellationToken),
            cancellationToken),
    ];

    /// <inheritdoc />
    public async Task<ImmutableArray<Address>> Touched(
        ChainTerm term, ImmutableArray<BlockRef> blocks, CancellationToken cancellationToken) =>
    [
        .. await Listening(
            term,
            connection => connection.Rows(
                row => row.Wallet(0),
                new Sql("""
                SELECT DISTINCT t.wallet FROM touched t JOIN unnest($2, $3) AS b (block, hash)
                ON t.block = b.block AND t.hash = b.hash WHERE t.chain = $1
                """,
                [term.Chain.Value, .. ValueRows.BlockColumns(blocks)]),
                cancellationToken),
            cancellationToken),
    ];

    /// <inheritdoc />
    public async Task<ImmutableArray<BlockRef>> TouchedFrom(
        ChainTerm term, long block, CancellationToken cancellationToken) =>
    [
        .. await Listening(
            term,
            connection => connection.Rows(
                row => new BlockRef(row.GetInt64(0), row.Hash(1)),
                new Sql("SELECT DISTINCT block, hash FROM touched WHERE chain = $1 AND block >= $2 ORDER BY block",
                term.Chain.Value, block),
                cancellationToken),
            cancellationToken),
    ];

    /// <inheritdoc />
    public Task Orphan(
        ChainTerm term,
        ImmutableArray<BlockRef> blocks,
        ImmutableArray<WorkflowId> workflows,
        CancellationToken cancellationToken) =>
        Listening(
            term,
            connection => connection.Run(
                new Sql("""
                DELETE FROM value_new v USING unnest($2, $3) AS b (block, hash)
                WHERE v.chain = $1 AND v.block = b.block AND v.hash = b.hash AND v.workflow = ANY ($4)
                """,
                [
                    term.Chain.Value,
                    .. ValueRows.BlockColumns(blocks),
                    workflows.Select(workflow => workflow.Value).ToArray(),
                ]),
                cancellationToken),
            cancellationToken);

    /// <inheritdoc />
    public Task Finalized(ChainId chain, long block, CancellationToken cancellationToken) => store.Source.Transaction(
        async connection =>
        {
            await connection.Run(
                new Sql("""
                INSERT INTO value_final (chain, block) VALUES ($1, $2)
                ON CONFLICT (chain) DO UPDATE SET block = greatest(value_final.block, excluded.block)
                """,
                chain.Value, block),
                cancellationToken);
            await connection.Run(
                new Sql("DELETE FROM touched WHERE chain = $1 AND block <= $2", chain.Value, block),
                cancellationToken);
            return await ValueRows.Settle(connection, chain, block, cancellationToken);
        },
        cancellationToken);

    // A term that begins takes the row alone, so it waits for whoever has looked at it.
    private Task<T> Listening<T>(
        ChainTerm term, Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken) =>
        store.Source.Transaction(
            async connection =>
            {
                var begun = await connection.Rows(
                    row => row.GetInt64(0),
                    new Sql("SELECT term FROM listener_term WHERE chain = $1 FOR SHARE",
                    term.Chain.Value),
                    cancellationToken);
                if (begun is [var last] && last > term.Number)
                    throw new StorageException(StorageFault.Overtaken, "Another listener follows the chain.");
                return await ask(connection);
            },
            cancellationToken);
}
