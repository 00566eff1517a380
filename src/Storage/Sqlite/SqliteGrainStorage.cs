using System.Globalization;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Connection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Storage.Sqlite;

/// <summary>
/// Grain states in SQLite, with the rows that go with them (<see cref="ICommitTogether"/>) in one transaction.
/// </summary>
internal sealed class SqliteGrainStorage(SqliteStore store, StateFormat format) : IGrainStorage
{
    /// <inheritdoc />
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = new RowName(stateName, grainId);
        var stored = store.KnownKeys.MayContain(row.Type, row.Key, row.Name)
            ? await store.Readers.Read(row.Read, cancellationToken)
            : null;
        if (stored is not { } found)
        {
            SetAbsent(grainState);
            return;
        }

        grainState.State = format.Decode<T>(found.Body, row.ToString());
        grainState.ETag = Text(found.Etag);
        grainState.RecordExists = true;
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = new RowName(stateName, grainId);
        var body = format.Encode(grainState.State);
        var rows = (grainState.State as ICommitTogether)?.Rows;
        if (rows is not null)
            HistoryBounds.Check(rows.History);
        SubscriberBounds.Check(rows);
        var (before, after) = (grainState.ETag, store.NextEtag());
        // Before the write: a key that is remembered for nothing costs a query, a forgotten one would lose the state.
        store.KnownKeys.Add(row.Type, row.Key, row.Name);
        var conflict = await store.Writer.Write(
            database => row.Write(database, before, after, body)
                ? Commit(database, rows)
                : row.Conflict(database, before),
            cancellationToken);
        if (conflict is not null)
            throw conflict;
        Count(rows);
        grainState.ETag = Text(after);
        grainState.RecordExists = true;
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = new RowName(stateName, grainId);
        var rows = (grainState.State as ICommitTogether)?.Rows;
        if (rows is not null)
            HistoryBounds.Check(rows.History);
        SubscriberBounds.Check(rows);
        var before = grainState.ETag;
        var conflict = await store.Writer.Write(
            database => row.Delete(database, before) ? Commit(database, rows) : row.Conflict(database, before),
            cancellationToken);
        if (conflict is not null)
            throw conflict;
        Count(rows);
        SetAbsent(grainState);
    }

    private static InconsistentStateException? Commit(SqliteDatabase database, CommitRows? rows)
    {
        if (rows is not null)
            CommitRowsWriter.Write(database, rows);
        return null;
    }

    private static void Count(CommitRows? rows)
    {
        StorageInstruments.Rows("state", 1);
        StorageInstruments.Rows("history", rows?.History.Length ?? 0);
        StorageInstruments.Rows("due", rows is null ? 0 : 1);
    }

    private static void SetAbsent<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    private readonly record struct StoredState(long Etag, byte[] Body);

    private readonly record struct RowName(string Type, string Key, string Name)
    {
        public RowName(string stateName, GrainId grainId)
            : this(grainId.Type.ToString()!, grainId.Key.ToString()!, stateName)
        {
        }

        public StoredState? Read(SqliteDatabase database)
        {
            using var query = Bind(database.Prepare(
                "SELECT etag, body FROM state WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3"));
            return query.Step() ? new StoredState(query.Int64(0), query.Bytes(1).ToArray()) : null;
        }

        /// <summary>False, with nothing changed, where the stored version is not the given one.</summary>
        public bool Write(SqliteDatabase database, string? before, long after, byte[] body)
        {
            if (before is null)
                return Bind(database.Prepare(
                        """
                        INSERT INTO state (grain_key, grain_type, name, etag, body) VALUES (?1, ?2, ?3, ?4, ?5)
                        ON CONFLICT (grain_key, grain_type, name) DO NOTHING
                        """))
                    .Bind(4, after).Bind(5, body).Run() == 1;
            return TryNumber(before, out var version) && Bind(database.Prepare(
                    """
                    UPDATE state SET etag = ?4, body = ?5
                    WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3 AND etag = ?6
                    """))
                .Bind(4, after).Bind(5, body).Bind(6, version).Run() == 1;
        }

        /// <summary>False, with nothing changed, where the stored version is another. None and none agree.</summary>
        public bool Delete(SqliteDatabase database, string? before)
        {
            if (before is null)
                return Read(database) is null;
            return TryNumber(before, out var version) && Bind(database.Prepare(
                    "DELETE FROM state WHERE grain_key = ?1 AND grain_type = ?2 AND name = ?3 AND etag = ?4"))
                .Bind(4, version).Run() == 1;
        }

        public InconsistentStateException Conflict(SqliteDatabase database, string? before) => new(
            $"Another activation wrote {this} meanwhile; nothing of this write was kept. Read it again.",
            Read(database) is { } stored ? Text(stored.Etag) : null,
            before);

        public override string ToString() => $"{Type}/{Key} ({Name})";

        private static bool TryNumber(string etag, out long version) =>
            long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out version);

        private SqliteStatement Bind(SqliteStatement statement) =>
            statement.Bind(1, Key).Bind(2, Type).Bind(3, Name);
    }
}
