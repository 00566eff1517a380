using System.Collections.Immutable;
using Kwala.Ports.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Kwala.Storage.Postgres;

/// <summary>
/// A state to write, or to clear, with the rows that go with it. Many of them are one statement, which is one
/// transaction: each that meets another version is left out alone, with its rows.
/// </summary>
/// <param name="name">Which state.</param>
/// <param name="before">The version that is to be stored now; null for none.</param>
/// <param name="after">The version that it gets.</param>
/// <param name="body">What to store; null for clearing.</param>
/// <param name="rows">What becomes durable with it.</param>
internal sealed class StateWrite(StateName name, long? before, long after, byte[]? body, CommitRows? rows) : Asked
{
    // after names a write, for no other ever has it.
    private const string Statement =
        """
        WITH input AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS i (grain_key, grain_type, name, before, after, body)),
        inserted AS (
            INSERT INTO state (grain_key, grain_type, name, etag, body)
            SELECT grain_key, grain_type, name, after, body FROM input
            WHERE before IS NULL AND body IS NOT NULL ORDER BY grain_key, grain_type, name
            ON CONFLICT DO NOTHING RETURNING etag AS after),
        updated AS (
            UPDATE state s SET etag = i.after, body = i.body FROM input i
            WHERE i.body IS NOT NULL AND s.grain_key = i.grain_key AND s.grain_type = i.grain_type
                AND s.name = i.name AND s.etag = i.before
            RETURNING i.after),
        deleted AS (
            DELETE FROM state s USING input i
            WHERE i.body IS NULL AND s.grain_key = i.grain_key AND s.grain_type = i.grain_type
                AND s.name = i.name AND s.etag = i.before
            RETURNING i.after),
        absent AS (
            SELECT after FROM input i WHERE i.before IS NULL AND i.body IS NULL AND NOT EXISTS (
                SELECT FROM state s
                WHERE s.grain_key = i.grain_key AND s.grain_type = i.grain_type AND s.name = i.name)),
        done AS (
            SELECT after FROM inserted UNION ALL SELECT after FROM updated
            UNION ALL SELECT after FROM deleted UNION ALL SELECT after FROM absent),
        due_rows AS MATERIALIZED (
            SELECT DISTINCT ON (d.wallet) d.wallet, d.at
            FROM unnest($7, $8, $9) AS d (after, wallet, at) JOIN done USING (after) ORDER BY d.wallet, d.after DESC),
        due_set AS (
            INSERT INTO due (wallet, at, last_byte)
            SELECT wallet, at, get_byte(wallet, 19) FROM due_rows WHERE at IS NOT NULL
            ON CONFLICT (wallet) DO UPDATE SET at = excluded.at WHERE due.at <> excluded.at),
        due_gone AS (
            DELETE FROM due USING due_rows r WHERE due.wallet = r.wallet AND r.at IS NULL),
        told AS (
            INSERT INTO history (wallet, topic, key, at, kind, outcome, body)
            SELECT h.wallet, h.topic, h.key, h.at, h.kind, h.outcome, h.body
            FROM unnest($10, $11, $12, $13, $14, $15, $16, $17) WITH ORDINALITY
                AS h (after, wallet, topic, key, at, kind, outcome, body, n)
            JOIN done USING (after) ORDER BY h.n
            ON CONFLICT (wallet, topic, key) DO NOTHING),
        subscribing AS MATERIALIZED (
            SELECT s.after, s.wallet, s.of_segments FROM unnest($18, $19, $20) AS s (after, wallet, of_segments)
            JOIN done USING (after)),
        entries AS MATERIALIZED (
            SELECT s.wallet, e.entry FROM unnest($21, $22) AS e (after, entry)
            JOIN subscribing s ON s.after = e.after AND s.of_segments = starts_with(e.entry, ',')),
        entries_gone AS (
            DELETE FROM subscriber o USING subscribing s
            WHERE o.wallet = s.wallet AND s.of_segments = starts_with(o.entry, ',') AND NOT EXISTS (
                SELECT FROM entries e WHERE e.wallet = o.wallet AND e.entry = o.entry)),
        entries_new AS (
            INSERT INTO subscriber (entry, wallet) SELECT entry, wallet FROM entries ORDER BY entry, wallet
            ON CONFLICT DO NOTHING)
        SELECT after FROM done
        """;

    private readonly TaskCompletionSource<bool> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it is durable; false where another version is stored, and nothing of it was kept.</summary>
    public Task<bool> Written => _written.Task;

    /// <inheritdoc />
    public override void Fail(Exception failure) => _written.TrySetException(failure);

    /// <summary>Writes all of them in one transaction.</summary>
    public static async Task Ask(NpgsqlDataSource source, IReadOnlyList<StateWrite> writes)
    {
        using var activity = StorageInstruments.Activities.StartActivity("storage.commit");
        activity?.SetTag("writes", writes.Count);
        try
        {
            var done = await source.Write(
                row => row.GetInt64(0), new Sql(Statement, Parameters(writes)), CancellationToken.None);
            StorageInstruments.Batches.Record(writes.Count);
            var durable = done.ToHashSet();
            foreach (var write in writes)
                write._written.TrySetResult(durable.Contains(write.After));
        }
        catch (StorageException failure)
            when (writes.Count > 1 && failure.InnerException is { } cause && PostgresFault.ConcernsOne(cause))
        {
            // One of them is to blame: each gets a transaction of its own, so that only that one fails.
            foreach (var write in writes)
                await AskAlone(source, write);
        }
    }

    private static async Task AskAlone(NpgsqlDataSource source, StateWrite write)
    {
        try
        {
            await Ask(source, [write]);
        }
        catch (StorageException failure)
        {
            write.Fail(failure);
        }
    }

    private long After => after;

    private static object[] Parameters(IReadOnlyList<StateWrite> writes)
    {
        var due = writes.Where(it => it.Rows is not null).ToArray();
        var history = writes
            .SelectMany(it => (it.Rows?.History ?? []).Select(row => (it.After, Row: row)))
            .ToArray();
        var parts = writes
            .SelectMany(it => (it.Rows?.Index ?? []).Select(part => (it.After, it.Rows!.Wallet, Part: part)))
            .ToArray();
        var entries = parts.SelectMany(it => it.Part.Entries.Select(entry => (it.After, Entry: entry))).ToArray();
        return
        [
            Connections.Texts(writes.Select(it => it.Name.Key)),
            Connections.Texts(writes.Select(it => it.Name.Type)),
            Connections.Texts(writes.Select(it => it.Name.Name)),
            Connections.Column(NpgsqlDbType.Bigint, writes.Select(it => it.Before)),
            Connections.Column(NpgsqlDbType.Bigint, writes.Select(it => it.After)),
            Connections.Column(NpgsqlDbType.Bytea, writes.Select(it => it.Body)),
            Connections.Column(NpgsqlDbType.Bigint, due.Select(it => it.After)),
            Connections.Column(NpgsqlDbType.Bytea, due.Select(it => Connections.Bytes(it.Rows!.Wallet))),
            Connections.Column(NpgsqlDbType.Bigint, due.Select(it => it.Rows!.DueAt?.UtcTicks)),
            Connections.Column(NpgsqlDbType.Bigint, history.Select(it => it.After)),
            .. HistoryColumns.Of([.. history.Select(it => it.Row)]),
            Connections.Column(NpgsqlDbType.Bigint, parts.Select(it => it.After)),
            Connections.Column(NpgsqlDbType.Bytea, parts.Select(it => Connections.Bytes(it.Wallet))),
            Connections.Column(NpgsqlDbType.Boolean, parts.Select(it => it.Part.OfSegments)),
            Connections.Column(NpgsqlDbType.Bigint, entries.Select(it => it.After)),
            Connections.Texts(entries.Select(it => it.Entry)),
        ];
    }

    private StateName Name => name;

    private long? Before => before;

    private byte[]? Body => body;

    private CommitRows? Rows => rows;
}

/// <summary>Rows of history as columns for <c>unnest</c>.</summary>
internal static class HistoryColumns
{
    /// <summary>wallet, topic, key, at, kind, outcome, body.</summary>
    public static NpgsqlParameter[] Of(ImmutableArray<HistoryRow> rows) =>
    [
        Connections.Column(NpgsqlDbType.Bytea, rows.Select(row => Connections.Bytes(row.Wallet))),
        Connections.Column(NpgsqlDbType.Smallint, rows.Select(row => (short)row.Topic)),
        Connections.Texts(rows.Select(row => row.Key)),
        Connections.Column(NpgsqlDbType.Bigint, rows.Select(row => row.At.UtcTicks)),
        Connections.Texts(rows.Select(row => row.Kind)),
        Connections.Texts(rows.Select(row => row.Outcome)),
        Connections.Texts(rows.Select(row => row.Body)),
    ];
}
