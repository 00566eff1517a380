using System.Collections.Immutable;
using System.Data.Common;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Ports.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Kwala.Storage.Postgres;

/// <summary>The statements that write values and touched wallets, in the caller's transaction.</summary>
internal static class ValueRows
{
    /// <summary>What <see cref="Row"/> reads.</summary>
    public const string Columns = "wallet, chain, workflow, subject, block, log_index, hash, time, value";

    // In the order of the key, so that two transactions wait for each other and never both.
    private const string Upsert =
        $"""
        INSERT INTO value_last ({Columns})
        SELECT DISTINCT ON (wallet, chain, workflow, subject) {Columns} FROM newest
        ORDER BY wallet, chain, workflow, subject, block DESC, log_index DESC, n DESC
        ON CONFLICT (wallet, chain, workflow, subject) DO UPDATE
        SET block = excluded.block, log_index = excluded.log_index, hash = excluded.hash, time = excluded.time,
            value = excluded.value
        WHERE (excluded.block, excluded.log_index) >= (value_last.block, value_last.log_index)
        """;

    /// <summary>A row of <see cref="Columns"/>.</summary>
    public static ValueRow Row(DbDataReader row) => new(
        row.Wallet(0),
        new WorkflowId(row.Text(2)),
        new SubjectKey(row.Text(3)),
        RationalFormat.Read((byte[])row[8]),
        new LogPosition(row.GetInt64(4), row.GetInt32(5)),
        row.Hash(6),
        row.Instant(7));

    /// <summary>Appends values: those of final blocks take the place of older ones at once.</summary>
    public static Task<int> Append(
        NpgsqlConnection connection,
        ChainId chain,
        ImmutableArray<ValueRow> values,
        CancellationToken cancellationToken) =>
        values.IsEmpty
            ? Task.FromResult(0)
            : connection.Run(
                new Sql($"""
                WITH given AS MATERIALIZED (
                    SELECT
                        v.wallet, $1 AS chain, v.workflow, v.subject, v.block, v.log_index, v.hash, v.time, v.value, v.n
                    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
                        AS v (wallet, workflow, subject, block, log_index, hash, time, value, n)),
                final AS (
                    SELECT coalesce((SELECT block FROM value_final WHERE chain = $1), -1) AS block),
                kept AS (
                    INSERT INTO value_new ({Columns})
                    SELECT {Columns} FROM given WHERE block > (SELECT block FROM final) ORDER BY n),
                newest AS (
                    SELECT * FROM given WHERE block <= (SELECT block FROM final))
                {Upsert}
                """,
                [chain.Value, .. ValueColumns(values)]),
                cancellationToken);

    /// <summary>Moves the values of blocks that are final by now to where there is one per position.</summary>
    public static Task<int> Settle(
        NpgsqlConnection connection, ChainId chain, long block, CancellationToken cancellationToken) =>
        connection.Run(
            new Sql($"""
            WITH newest AS (
                DELETE FROM value_new WHERE chain = $1 AND block <= $2 RETURNING {Columns}, id AS n)
            {Upsert}
            """,
            chain.Value, block),
            cancellationToken);

    /// <summary>Remembers which wallets blocks touched.</summary>
    public static Task<int> Touch(
        NpgsqlConnection connection,
        ChainId chain,
        ImmutableArray<TouchedWallet> touched,
        CancellationToken cancellationToken) =>
        touched.IsEmpty
            ? Task.FromResult(0)
            : connection.Run(
                new Sql("""
                INSERT INTO touched (chain, block, hash, wallet)
                SELECT $1, block, hash, wallet FROM unnest($2, $3, $4) AS t (block, hash, wallet)
                ORDER BY block, hash, wallet ON CONFLICT DO NOTHING
                """,
                [
                    chain.Value,
                    .. BlockColumns([.. touched.Select(it => it.Block)]),
                    Connections.Column(NpgsqlDbType.Bytea, touched.Select(it => Connections.Bytes(it.Wallet))),
                ]),
                cancellationToken);

    /// <summary>Numbers and hashes, for <c>unnest</c>.</summary>
    public static NpgsqlParameter[] BlockColumns(ImmutableArray<BlockRef> blocks) =>
    [
        Connections.Column(NpgsqlDbType.Bigint, blocks.Select(block => block.Number)),
        Connections.Column(NpgsqlDbType.Bytea, blocks.Select(block => Connections.Bytes(block.Hash))),
    ];

    private static NpgsqlParameter[] ValueColumns(ImmutableArray<ValueRow> values) =>
    [
        Connections.Column(NpgsqlDbType.Bytea, values.Select(row => Connections.Bytes(row.Wallet))),
        Connections.Texts(values.Select(row => row.Workflow.Value)),
        Connections.Texts(values.Select(row => row.Subject.Value)),
        Connections.Column(NpgsqlDbType.Bigint, values.Select(row => row.Position.Block)),
        Connections.Column(NpgsqlDbType.Integer, values.Select(row => row.Position.LogIndex)),
        Connections.Column(NpgsqlDbType.Bytea, values.Select(row => Connections.Bytes(row.Block))),
        Connections.Column(NpgsqlDbType.Bigint, values.Select(row => row.BlockTime.UtcTicks)),
        Connections.Column(NpgsqlDbType.Bytea, values.Select(row => Bytes(row.Value))),
    ];

    private static byte[] Bytes(Rational value)
    {
        Span<byte> bytes = stackalloc byte[RationalFormat.LengthMax];
        return bytes[..RationalFormat.Write(value, bytes)].ToArray();
    }
}
