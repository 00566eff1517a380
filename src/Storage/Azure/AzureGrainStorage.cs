using Kwala.Ports.Storage;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Grain states in blobs, with the rows that go with them (<see cref="ICommitTogether"/>);
/// <see cref="StateCommit"/> says how they become durable together.
/// </summary>
internal sealed class AzureGrainStorage(StateCommit commit, StateFormat format) : IGrainStorage
{
    /// <inheritdoc />
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var name = new StateName(stateName, grainId);
        if (await commit.Find(name, cancellationToken) is not var (body, version))
        {
            SetAbsent(grainState);
            return;
        }

        grainState.State = format.Decode<T>(body, name.ToString());
        grainState.ETag = version.ToString();
        grainState.RecordExists = true;
    }

    /// <inheritdoc />
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (name, body) = (new StateName(stateName, grainId), format.Encode(grainState.State));
        var rows = Rows(grainState);
        var after = IsOurs(grainState.ETag, out var before)
            ? await commit.Write(name, before, body, rows, cancellationToken)
            : null;
        grainState.ETag = (after ?? throw await Conflict(name, grainState.ETag, cancellationToken)).ToString();
        grainState.RecordExists = true;
        Count(rows);
    }

    /// <inheritdoc />
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc />
    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var name = new StateName(stateName, grainId);
        var rows = Rows(grainState);
        if (!IsOurs(grainState.ETag, out var before)
            || !await commit.Clear(name, before, rows, cancellationToken))
            throw await Conflict(name, grainState.ETag, cancellationToken);
        Count(rows);
        SetAbsent(grainState);
    }

    private async Task<InconsistentStateException> Conflict(
        StateName name, string? etag, CancellationToken cancellationToken) => new(
            $"Another activation wrote {name} meanwhile; nothing of this write was kept. Read it again.",
            await commit.Find(name, cancellationToken) is var (_, stored) ? stored.ToString() : null,
            etag);

    // What is no version of ours is the version of nothing that is stored.
    private static bool IsOurs(string? etag, out StateVersion? version)
    {
        version = etag is null ? null : StateVersion.Parse(etag);
        return etag is null || version is not null;
    }

    private static CommitRows? Rows<T>(IGrainState<T> grainState)
    {
        var rows = (grainState.State as ICommitTogether)?.Rows;
        if (rows is not null)
            HistoryBounds.Check(rows.History);
        SubscriberBounds.Check(rows);
        return rows;
    }

    private static void Count(CommitRows? rows)
    {
        StorageInstruments.Rows("state", 1);
        StorageInstruments.Rows("due", rows is null ? 0 : 1);
    }

    private static void SetAbsent<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }
}
