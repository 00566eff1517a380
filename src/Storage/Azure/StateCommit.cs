using Azure;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Azure;

/// <summary>
/// Makes a state durable with the rows that go with it. An account has no transaction over a blob and a table, so it
/// goes in an order in which a crash at any point loses nothing and doubles nothing: the wallet's rows of the due
/// index and of the subscriber index; the blob, which is the one moment when the write counts, and which holds its rows
/// of history; then those of history are copied to the table, and the older ones of both indexes removed. Whoever reads
/// or replaces the blob copies what is left to copy, and the due index wakes the wallet for it.
/// </summary>
internal sealed class StateCommit(
    AzureStore store, DueRows due, SubscriberKeys subscribers, HistoryRows history)
{
    /// <summary>
    /// Puts a state in the place of a version, or where there is none for null. Null where another one is stored, and
    /// nothing of this write was kept.
    /// </summary>
    /// <exception cref="StorageException">Nothing was written, or nobody knows.</exception>
    public async Task<StateVersion?> Write(
        StateName name, StateVersion? before, byte[] body, CommitRows? rows, CancellationToken cancellationToken)
    {
        if (before is { IsCopied: false } && !await CopyFirst(name, before.Value, cancellationToken))
            return null;
        var entered = rows is null ? new DueChange([], [], []) : await due.Enter(rows, cancellationToken);
        var subscribing = await subscribers.Enter(rows, cancellationToken);
        var state = new StoredState(name, store.NextName(), rows?.History ?? [], body);
        if (await Put(state, before?.Etag) is not { } etag)
        {
            await due.Forget([.. entered.Own, .. entered.Copying]);
            await subscribers.Forget(subscribing.Own);
            return null;
        }

        await subscribers.Forget(subscribing.Older);
        var isCopied = await TryCopy(state, isNew: true, CancellationToken.None);
        await due.Forget(isCopied ? [.. entered.Copying, .. entered.Older] : entered.Older);
        return new StateVersion(etag, isCopied);
    }

    /// <summary>
    /// Clears a state: an empty one takes its place and stays there. That there is none is a version, too: a write that
    /// found none must not come through after another one was there meanwhile.
    /// </summary>
    /// <exception cref="StorageException">Nothing was written, or nobody knows.</exception>
    public async Task<bool> Clear(
        StateName name, StateVersion? before, CommitRows? rows, CancellationToken cancellationToken)
    {
        if (before is null && rows is not { History.IsEmpty: false } and not { DueAt: not null })
            return await Find(name, cancellationToken) is null;
        return await Write(name, before, body: [], rows, cancellationToken) is not null;
    }

    /// <summary>A state; null where there is none. What its write left to be copied is copied.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task<(byte[] Body, StateVersion Version)?> Find(StateName name, CancellationToken cancellationToken)
    {
        if (await store.Blobs.Find(name, cancellationToken) is not { } found)
            return null;
        var isCopied = await TryCopy(found.State, isNew: false, cancellationToken);
        return found.State.IsCleared ? null : (found.State.Body, new StateVersion(found.Etag, isCopied));
    }

    // Of a request that is sent twice, since its first answer was lost, the second one meets what the first one put.
    private async Task<ETag?> Put(StoredState state, ETag? before)
    {
        while (true)
        {
            if (await store.Blobs.Put(state, before) is { } etag)
                return etag;
            var stored = await Look(state.Name);
            if (stored is { } ours && ours.State.Write == state.Write)
                return ours.Etag;
            if (before is not null || stored is not { State.IsCleared: true } cleared)
                return null;
            await history.Copy(cleared.State, isNew: false, CancellationToken.None);
            before = cleared.Etag;
        }
    }

    // What is there decides whether the write counts: who cannot see it does not know.
    private async Task<FoundState?> Look(StateName name)
    {
        try
        {
            return await store.Blobs.Find(name, CancellationToken.None);
        }
        catch (StorageException failure) when (failure.Fault != StorageFault.Unreadable)
        {
            throw new StorageException(StorageFault.OutcomeUnknown, failure.Message, failure);
        }
    }

    private async Task<bool> CopyFirst(StateName name, StateVersion before, CancellationToken cancellationToken)
    {
        if (await store.Blobs.Find(name, cancellationToken) is not { } found || found.Etag != before.Etag)
            return false;
        await history.Copy(found.State, isNew: false, cancellationToken);
        return true;
    }

    private async Task<bool> TryCopy(StoredState state, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            await history.Copy(state, isNew, cancellationToken);
            return true;
        }
        catch (StorageException)
        {
            // The version says so, and the next write of it does that first.
            return false;
        }
    }
}
