using System.Globalization;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Sqlite.Connection;

/// <summary>
/// The tables, as steps that lead from one schema to the next. A step that was released is never edited: add one.
/// SQLite's user_version holds how many steps a file has taken.
/// </summary>
internal static class SqliteSchema
{
    private static readonly string[] Steps = [First, Second];

    /// <summary>The steps, as a test keeps them.</summary>
    internal static IReadOnlyList<string> All => Steps;

    /// <summary>The schema that this version writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Takes the steps that are missing, each in a transaction of its own.</summary>
    /// <exception cref="StorageException">The file is of a newer version or of another application.</exception>
    public static void Migrate(SqliteDatabase database)
    {
        var present = database.Number("PRAGMA user_version");
        if (present > Steps.Length)
            throw new StorageException(
                StorageFault.Unreadable,
                $"{database.Path} was written by a newer version (schema {present}, this one knows {Steps.Length}); "
                + "it was left as it is. Run that version or a newer one, or import an export made with it.");
        if (present == 0 && database.Number("SELECT count(*) FROM sqlite_master") > 0)
            throw new StorageException(
                StorageFault.Unreadable,
                $"{database.Path} is a database of another application; it was left as it is. Give another path.");
        for (var step = (int)present; step < Steps.Length; step++)
            Take(database, step);
    }

    // A step that fails ends the opening, and closing the connection rolls back what the step began.
    private static void Take(SqliteDatabase database, int step)
    {
        database.Execute("BEGIN IMMEDIATE");
        database.Execute(Steps[step]);
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={step + 1}"));
        database.Execute("COMMIT", committing: true);
    }

    // state: etag is a number that no version of any row ever had before; body is StateFormat's.
    // due: last_byte tells a wallet's shard for any number of shards.
    // history: one index both finds a repeated key and, without touching the rows, orders a wallet's rows by instant:
    // each index of random order costs a page per row. topic is the number of HistoryTopic.
    // Instants everywhere are ticks of 100 ns since year 1, UTC.
    // value_batch: rows in the order in which they came (ValueChunk); value_last: one row per position.
    private const string First =
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE state (
            id INTEGER PRIMARY KEY, grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL,
            etag INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE UNIQUE INDEX state_grain ON state (grain_key, grain_type, name);

        CREATE TABLE due (wallet BLOB PRIMARY KEY, at INTEGER NOT NULL, last_byte INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX due_at ON due (at, last_byte);

        CREATE TABLE reminder (
            grain_type TEXT NOT NULL, grain_key TEXT NOT NULL, name TEXT NOT NULL, start_at INTEGER NOT NULL,
            period INTEGER NOT NULL, etag INTEGER NOT NULL,
            PRIMARY KEY (grain_key, grain_type, name)) WITHOUT ROWID;

        CREATE TABLE history (
            id INTEGER PRIMARY KEY AUTOINCREMENT, wallet BLOB NOT NULL, topic INTEGER NOT NULL, key TEXT NOT NULL,
            at INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, body TEXT NOT NULL);
        CREATE INDEX history_wallet ON history (wallet, topic, key, at);
        CREATE INDEX history_topic ON history (topic, at);

        CREATE TABLE value_batch (
            id INTEGER PRIMARY KEY AUTOINCREMENT, chain TEXT NOT NULL, first_block INTEGER NOT NULL,
            last_block INTEGER NOT NULL, row_count INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX value_batch_blocks ON value_batch (chain, last_block, row_count);
        CREATE TABLE value_last (
            wallet BLOB NOT NULL, chain TEXT NOT NULL, workflow TEXT NOT NULL, subject TEXT NOT NULL,
            block INTEGER NOT NULL, log_index INTEGER NOT NULL, hash BLOB NOT NULL, time INTEGER NOT NULL,
            value BLOB NOT NULL, PRIMARY KEY (wallet, chain, workflow, subject)) WITHOUT ROWID;
        CREATE TABLE value_final (chain TEXT PRIMARY KEY, block INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE touched (
            id INTEGER PRIMARY KEY, chain TEXT NOT NULL, block INTEGER NOT NULL, hash BLOB NOT NULL,
            wallets BLOB NOT NULL);
        CREATE INDEX touched_block ON touched (chain, block);
        """;

    // A wallet's entries in the subscriber index.
    private const string Second =
        """
        CREATE TABLE subscriber (
            entry TEXT NOT NULL, wallet BLOB NOT NULL, PRIMARY KEY (entry, wallet)) WITHOUT ROWID;
        CREATE INDEX subscriber_wallet ON subscriber (wallet);
        """;
}
