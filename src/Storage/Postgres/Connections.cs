using System.Data.Common;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Kwala.Storage.Postgres;

/// <summary>Connections of the pool, and how our values stand in parameters and columns.</summary>
internal static class Connections
{
    private const int CollisionsMax = 5;

    /// <summary>A connection that is open.</summary>
    /// <exception cref="StorageException">None could be had; nothing was asked.</exception>
    public static async Task<NpgsqlConnection> Open(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            StorageInstruments.NotReached.Add(1);
            throw PostgresFault.NotReached(failure);
        }
    }

    /// <summary>Asks without changing anything.</summary>
    /// <exception cref="StorageException">It could not be answered.</exception>
    public static async Task<T> Read<T>(
        this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await Open(source, cancellationToken);
        try
        {
            return await ask(connection);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFault.OfRead(failure);
        }
    }

    /// <summary>One statement that changes rows: a transaction by itself, in one round trip.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="StorageException">Nothing of it was kept, or the outcome is unknown.</exception>
    public static Task<int> Write(this NpgsqlDataSource source, Sql sql, CancellationToken cancellationToken) =>
        source.Repeated(connection => connection.Run(sql, cancellationToken), cancellationToken);

    /// <summary>The same, with rows that it returns: they are durable, too.</summary>
    /// <exception cref="StorageException">Nothing of it was kept, or the outcome is unknown.</exception>
    public static Task<List<T>> Write<T>(
        this NpgsqlDataSource source, Func<DbDataReader, T> read, Sql sql, CancellationToken cancellationToken) =>
        source.Repeated(connection => connection.Rows(read, sql, cancellationToken), cancellationToken);

    /// <summary>
    /// Several statements in one transaction. It is repeated from its beginning where it met another one, so that
    /// <paramref name="change"/> changes nothing but the database.
    /// </summary>
    /// <exception cref="StorageException">Nothing of it was kept, or the outcome is unknown.</exception>
    public static Task<T> Transaction<T>(
        this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> change, CancellationToken cancellationToken) =>
        source.Repeated(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await change(connection);
                // From here on the answer tells what happened: nobody may walk away from it.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            },
            cancellationToken);

    /// <summary>A statement, ready to run.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, Sql sql)
    {
        var command = new NpgsqlCommand(sql.Text, connection);
        command.Parameters.AddRange(sql.Parameters());
        return command;
    }

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    public static async Task<int> Run(
        this NpgsqlConnection connection, Sql sql, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The rows of a query.</summary>
    public static async Task<List<T>> Rows<T>(
        this NpgsqlConnection connection, Func<DbDataReader, T> read, Sql sql, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        // A statement that is a transaction by itself is committed after its last row: until here, nothing is durable.
        await reader.NextResultAsync(cancellationToken);
        return rows;
    }

    /// <summary>A column of values of one type, for <c>unnest</c>.</summary>
    public static NpgsqlParameter Column<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>A column of texts, for <c>unnest</c>.</summary>
    public static NpgsqlParameter Texts(IEnumerable<string> values) =>
        Column(NpgsqlDbType.Text, values.Select(PostgresText.Encode));

    /// <summary>The bytes of an address.</summary>
    public static byte[] Bytes(Address wallet)
    {
        var bytes = new byte[Address.Size];
        wallet.CopyTo(bytes);
        return bytes;
    }

    /// <summary>The bytes of a hash.</summary>
    public static byte[] Bytes(Bytes32 hash)
    {
        var bytes = new byte[Bytes32.Size];
        hash.CopyTo(bytes);
        return bytes;
    }

    /// <summary>An address in a column.</summary>
    public static Address Wallet(this DbDataReader row, int column) => Address.FromBytes((byte[])row[column]);

    /// <summary>A hash in a column.</summary>
    public static Bytes32 Hash(this DbDataReader row, int column) => Bytes32.FromBytes((byte[])row[column]);

    /// <summary>A text in a column.</summary>
    public static string Text(this DbDataReader row, int column) => PostgresText.Decode(row.GetString(column));

    /// <summary>An instant in a column.</summary>
    public static DateTimeOffset Instant(this DbDataReader row, int column) =>
        new(row.GetInt64(column), TimeSpan.Zero);

    // What met another transaction was undone, and is asked once more.
    private static async Task<T> Repeated<T>(
        this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var collisions = 0; ; collisions++)
        {
            await using var connection = await Open(source, cancellationToken);
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                var result = await write(connection);
                StorageInstruments.Commits.Record(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
                StorageInstruments.Transaction(committed: true);
                return result;
            }
            catch (NpgsqlException failure)
            {
                if (PostgresFault.IsCollision(failure) && collisions < CollisionsMax)
                    continue;
                StorageInstruments.Transaction(committed: false);
                throw PostgresFault.OfWrite(failure);
            }
        }
    }
}
