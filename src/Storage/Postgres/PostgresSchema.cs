using Kwala.Ports.Storage;
using Npgsql;

namespace Kwala.Storage.Postgres;

/// <summary>
/// The tables, as steps that lead from one schema to the next. A step that was released is never edited: add one. The
/// table <c>kwala_schema</c> holds how many steps a database has taken.
/// </summary>
internal static class PostgresSchema
{
    // Any number that nobody else takes: two that migrate at once wait for each other.
    private const long Lock = 0x4B77_616C_61;

    private static readonly string[] Steps = [First, Second, Third];

    /// <summary>The schema that this version reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Takes the steps that are missing. Taking none changes nothing.</summary>
    /// <exception cref="StorageException">The database is of a newer version, or cannot be reached.</exception>
    public static async Task<int> Migrate(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await Connections.Open(source, cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await Run(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
            await Run(
                connection, "CREATE TABLE IF NOT EXISTS kwala_schema (step integer PRIMARY KEY)", cancellationToken);
            var present = await Present(connection, cancellationToken);
            RefuseNewer(present);
            for (var step = present; step < Steps.Length; step++)
            {
                await Run(connection, Steps[step], cancellationToken);
                await Run(connection, $"INSERT INTO kwala_schema (step) VALUES ({step + 1})", cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return Steps.Length - present;
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFault.OfWrite(failure);
        }
    }

    /// <summary>Makes sure that the tables are those of this version.</summary>
    /// <exception cref="StorageException">They are not, or the database cannot be reached.</exception>
    public static async Task Check(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await Connections.Open(source, cancellationToken);
        int present;
        try
        {
            present = await Present(connection, cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            present = 0;
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFault.OfRead(failure);
        }

        RefuseNewer(present);
        if (present < Steps.Length)
            throw new StorageException(
                StorageFault.Unreadable,
                $"The database has schema {present} of Kwala, this version needs {Steps.Length}. "
                + "Run the migrate command once.");
    }

    private static void RefuseNewer(int present)
    {
        if (present > Steps.Length)
            throw new StorageException(
                StorageFault.Unreadable,
                $"The database was written by a newer version (schema {present}, this one knows {Steps.Length}); "
                + "it was left as it is. Run that version or a newer one.");
    }

    private static async Task<int> Present(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*)::int FROM kwala_schema", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // state: etag is a number that no version of any row ever had before; body is StateFormat's.
    // due: last_byte tells a wallet's shard for any number of shards.
    // history: topic is the number of HistoryTopic.
    // value_new: rows as they came, of blocks that were not final then; value_last: one row per position.
    // Instants everywhere are ticks of 100 ns since year 1, UTC. Text is compared byte by byte.
    private const string First =
        """
        CREATE SEQUENCE kwala_opening;

        CREATE TABLE state (
            grain_type text COLLATE "C" NOT NULL, grain_key text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL,
            etag bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (grain_key, grain_type, name));

        CREATE TABLE due (wallet bytea PRIMARY KEY, at bigint NOT NULL, last_byte integer NOT NULL);
        CREATE INDEX due_at ON due (at, last_byte);

        CREATE TABLE reminder (
            grain_type text COLLATE "C" NOT NULL, grain_key text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL,
            start_at bigint NOT NULL, period bigint NOT NULL, etag bigint NOT NULL,
            PRIMARY KEY (grain_key, grain_type, name));

        CREATE TABLE history (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, wallet bytea NOT NULL, topic smallint NOT NULL,
            key text COLLATE "C" NOT NULL, at bigint NOT NULL, kind text COLLATE "C" NOT NULL,
            outcome text COLLATE "C" NOT NULL, body text NOT NULL, UNIQUE (wallet, topic, key));
        CREATE INDEX history_topic ON history (topic, at, id);
        CREATE INDEX history_wallet ON history (wallet, topic, at, id);

        CREATE TABLE value_last (
            wallet bytea NOT NULL, chain text COLLATE "C" NOT NULL, workflow text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL, block bigint NOT NULL, log_index integer NOT NULL, hash bytea NOT NULL,
            time bigint NOT NULL, value bytea NOT NULL, PRIMARY KEY (wallet, chain, workflow, subject));
        CREATE TABLE value_new (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            wallet bytea NOT NULL, chain text COLLATE "C" NOT NULL, workflow text COLLATE "C" NOT NULL,
            subject text COLLATE "C" NOT NULL, block bigint NOT NULL, log_index integer NOT NULL, hash bytea NOT NULL,
            time bigint NOT NULL, value bytea NOT NULL);
        CREATE INDEX value_new_wallet ON value_new (wallet);
        CREATE INDEX value_new_block ON value_new (chain, block);
        CREATE TABLE value_final (chain text COLLATE "C" PRIMARY KEY, block bigint NOT NULL);

        CREATE TABLE touched (
            chain text COLLATE "C" NOT NULL, block bigint NOT NULL, hash bytea NOT NULL, wallet bytea NOT NULL,
            PRIMARY KEY (chain, block, hash, wallet));

        CREATE TABLE listener_term (chain text COLLATE "C" PRIMARY KEY, term bigint NOT NULL);
        """;

    // The silos of a cluster. suspects: one line for each silo that suspects this one, its address and since when.
    private const string Second =
        """
        CREATE TABLE cluster_version (cluster text COLLATE "C" PRIMARY KEY, version integer NOT NULL);

        CREATE TABLE cluster_silo (
            cluster text COLLATE "C" NOT NULL, silo text COLLATE "C" NOT NULL, status integer NOT NULL,
            host text NOT NULL, name text NOT NULL, gateway_port integer NOT NULL, suspects text NOT NULL,
            started bigint NOT NULL, alive bigint NOT NULL, version integer NOT NULL, PRIMARY KEY (cluster, silo));
        """;

    // A wallet's entries in the subscriber index.
    private const string Third =
        """
        CREATE TABLE subscriber (
            entry text COLLATE "C" NOT NULL, wallet bytea NOT NULL, PRIMARY KEY (entry, wallet));
        CREATE INDEX subscriber_wallet ON subscriber (wallet);
        """;
}
