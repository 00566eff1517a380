using Kwala.Core.Evm;
using Kwala.Storage.Postgres;
using Npgsql;

namespace Kwala.Bench.House;

/// <summary>A database of its own on a given PostgreSQL server, which goes with it.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource _server;
    private readonly string _name = "kwala_bench_" + Path.GetFileNameWithoutExtension(Path.GetRandomFileName());

    private Database(string server)
    {
        _server = NpgsqlDataSource.Create(server);
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = _name }.ConnectionString;
    }

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes it.</summary>
    /// <param name="server">How to reach the server, as somebody who may make databases.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="UsageException">The server cannot be reached with this, or refuses.</exception>
    public static async Task<Database> Make(string server, CancellationToken cancellationToken)
    {
        try
        {
            var database = new Database(server);
            await database.Ask($"CREATE DATABASE {database._name}", cancellationToken);
            return database;
        }
        catch (Exception failure) when (failure is NpgsqlException or ArgumentException)
        {
            throw new UsageException($"--postgres: {failure.Message}");
        }
    }

    /// <summary>Makes it, with the tables of this version.</summary>
    /// <inheritdoc cref="Make" />
    public static async Task<Database> Migrated(string server, CancellationToken cancellationToken)
    {
        var database = await Make(server, cancellationToken);
        await PostgresRegistration.Migrate(
            new PostgresOptions { ConnectionString = database.ConnectionString + ";Pooling=false" }, cancellationToken);
        return database;
    }

    /// <summary>When each wallet that has something due is due, by address.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> Due(CancellationToken cancellationToken)
    {
        await using var own = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
        await using var command = own.CreateCommand("SELECT wallet, at FROM due");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var due = new Dictionary<string, DateTimeOffset>();
        while (await rows.ReadAsync(cancellationToken))
            due[Address.FromBytes((byte[])rows[0]).ToString()] = new DateTimeOffset(rows.GetInt64(1), TimeSpan.Zero);
        return due;
    }

    /// <summary>Transactions that were committed in it so far, its own bookkeeping included.</summary>
    /// <remarks>A session tells of them when it has been idle for ten seconds, or ends.</remarks>
    public async Task<long> Transactions(CancellationToken cancellationToken) => (long)(await Ask(
        $"SELECT xact_commit FROM pg_stat_database WHERE datname = '{_name}'", cancellationToken))!;

    /// <summary>A setting of the server, as <c>SHOW</c> gives it.</summary>
    public async Task<string> Setting(string name, CancellationToken cancellationToken) =>
        (string)(await Ask($"SHOW {name}", cancellationToken))!;

    /// <summary>Runs statements in it.</summary>
    public async Task Run(string statements, CancellationToken cancellationToken)
    {
        await using var own = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
        await using var command = own.CreateCommand(statements);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>It is dropped, whoever still uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Ask($"DROP DATABASE {_name} WITH (FORCE)", CancellationToken.None);
        await _server.DisposeAsync();
    }

    private async Task<object?> Ask(string statement, CancellationToken cancellationToken)
    {
        await using var command = _server.CreateCommand(statement);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
