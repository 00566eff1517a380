using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;

namespace Kwala.Storage.Sqlite;

/// <summary>The rows that go with a wallet's state, and the statements that write them.</summary>
internal static class CommitRowsWriter
{
    /// <summary>Writes history and the due row. Returns the number of history rows that are new.</summary>
    public static int Write(SqliteDatabase database, CommitRows rows)
    {
        SetDue(database, rows.Wallet, rows.DueAt);
        foreach (var part in rows.Index)
            SetSubscriber(database, rows.Wallet, part);
        return Append(database, rows.History);
    }

    /// <summary>Sets or removes a wallet's row of the due index.</summary>
    public static void SetDue(SqliteDatabase database, Address wallet, DateTimeOffset? at)
    {
        if (at is not { } due)
        {
            database.Prepare("DELETE FROM due WHERE wallet = ?1").Bind(1, wallet).Run();
            return;
        }

        Span<byte> bytes = stackalloc byte[Address.Size];
        wallet.CopyTo(bytes);
        database.Prepare(
                """
                INSERT INTO due (wallet, at, last_byte) VALUES (?1, ?2, ?3)
                ON CONFLICT (wallet) DO UPDATE SET at = excluded.at WHERE at <> excluded.at
                """)
            .Bind(1, bytes).Bind(2, due).Bind(3, bytes[^1]).Run();
    }

    /// <summary>Puts entries of the subscriber index in the place of those that it has of a wallet.</summary>
    public static void SetSubscriber(SqliteDatabase database, Address wallet, IndexPart part)
    {
        var known = new List<string>();
        using (var query = database.Prepare("SELECT entry FROM subscriber WHERE wallet = ?1").Bind(1, wallet))
            while (query.Step())
                known.Add(query.Text(0));
        foreach (var gone in known.Where(entry => part.Has(entry) && !part.Entries.Contains(entry)))
            database.Prepare("DELETE FROM subscriber WHERE entry = ?1 AND wallet = ?2")
                .Bind(1, gone).Bind(2, wallet).Run();
        foreach (var entry in part.Entries)
            AddSubscriber(database, entry, wallet);
    }

    /// <summary>Adds one entry of a wallet.</summary>
    public static void AddSubscriber(SqliteDatabase database, string entry, Address wallet) => database
        .Prepare("INSERT INTO subscriber (entry, wallet) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
        .Bind(1, entry).Bind(2, wallet).Run();

    /// <summary>Appends rows whose key is not there yet. Returns how many.</summary>
    public static int Append(SqliteDatabase database, ImmutableArray<HistoryRow> rows)
    {
        var appended = 0;
        foreach (var row in rows)
            appended += database.Prepare(
                    """
                    INSERT INTO history (wallet, topic, key, at, kind, outcome, body)
                    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (
                        SELECT 1 FROM history WHERE wallet = ?1 AND topic = ?2 AND key = ?3)
                    """)
                .Bind(1, row.Wallet).Bind(2, (long)row.Topic).Bind(3, row.Key).Bind(4, row.At)
                .Bind(5, row.Kind).Bind(6, row.Outcome).Bind(7, row.Body).Run();
        return appended;
    }
}
