using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Kwala.Storage.Postgres;

/// <summary>The last values of a wallet, that somebody wants to read.</summary>
internal sealed class ValueRead(Address wallet) : Asked
{
    private static readonly string Query =
        $"""
        SELECT DISTINCT ON (wallet, chain, workflow, subject) {ValueRows.Columns} FROM (
            SELECT {ValueRows.Columns}, 0 AS id FROM value_last WHERE wallet = ANY ($1)
            UNION ALL SELECT {ValueRows.Columns}, id FROM value_new WHERE wallet = ANY ($1)) AS rows
        ORDER BY wallet, chain, workflow, subject, block DESC, log_index DESC, id DESC
        """;

    private readonly TaskCompletionSource<ImmutableArray<ValueRow>> _found =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The values.</summary>
    public Task<ImmutableArray<ValueRow>> Found => _found.Task;

    /// <inheritdoc />
    public override void Fail(Exception failure) => _found.TrySetException(failure);

    /// <summary>Reads all of them in one query.</summary>
    public static async Task Ask(NpgsqlDataSource source, IReadOnlyList<ValueRead> reads)
    {
        var rows = await source.Read(
            connection => connection.Rows(
                ValueRows.Row,
                new Sql(Query, Connections.Column(
                    NpgsqlDbType.Bytea, reads.Select(read => read.Wallet).Distinct().Select(Connections.Bytes))),
                CancellationToken.None),
            CancellationToken.None);
        var byWallet = rows.ToLookup(row => row.Wallet);
        foreach (var read in reads)
            read._found.TrySetResult([.. byWallet[read.Wallet]]);
    }

    private Address Wallet => wallet;
}
