using System.Globalization;
using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Storage.Postgres;

/// <summary>
/// Grain states in PostgreSQL, with the rows that go with them (<see cref="ICommitTogether"/>) in one transaction.
/// </summary>
internal sealed class PostgresGrainStorage(PostgresStore store, StateFormat format) : IGrainStorage
{
    /// <inheritdoc />
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var name = new StateName(stateName, grainId);
        if (await Read(name, cancellationToken) is not { } found)
        {
            SetAbsent(grainState);
            return;
        }

        grainState.State = format.Decode<T>(found.Body, name.ToString());
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
        var after = store.NextEtag();
        var body = format.Encode(grainState.State);
        await Write(new StateName(stateName, grainId), grainState, body, after, cancellationToken);
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
        await Write(new StateName(stateName, grainId), grainState, body: null, store.NextEtag(), cancellationToken);
        SetAbsent(grainState);
    }

    private async Task<StoredState?> Read(StateName name, CancellationToken cancellationToken)
    {
        var read = new StateRead(name);
        await store.Reads.Enter(read, cancellationToken);
        return await read.Found;
    }

    private async Task Write<T>(
        StateName name, IGrainState<T> grainState, byte[]? body, long after, CancellationToken cancellationToken)
    {
        var rows = (grainState.State as ICommitTogether)?.Rows;
        if (rows is not null)
            HistoryBounds.Check(rows.History);
        SubscriberBounds.Check(rows);
        var before = Number(grainState.ETag);
        var write = new StateWrite(name, before, after, body, rows);
        await store.Writes.Enter(write, cancellationToken);
        if (!await write.Written)
            throw new InconsistentStateException(
                $"Another activation wrote {name} meanwhile; nothing of this write was kept. Read it again.",
                await Read(name, cancellationToken) is { } stored ? Text(stored.Etag) : null,
                grainState.ETag);
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

    // What is no version of ours is the version of nothing that is stored.
    private static long? Number(string? etag) => etag is null ? null
        : long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
}
