namespace Kwala.Storage.Sqlite.Connection;

/// <summary>A write that waits for the writer, is under way, or is over.</summary>
internal abstract class PendingWrite
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;
    private int _phase;

    /// <summary>From here on it can no longer be cancelled. False if it was.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _phase, Taken, Waiting) == Waiting;

    /// <summary>Takes it back before the writer took it. False if that is too late.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _phase, Withdrawn, Waiting) == Waiting;

    /// <summary>Runs its statements in the open transaction. May be called again after a roll-back.</summary>
    public abstract void Apply(SqliteDatabase database);

    /// <summary>The transaction is durable.</summary>
    public abstract void Succeed();

    /// <summary>The transaction was not kept, or its outcome is unknown.</summary>
    public abstract void Fail(Exception why);

    /// <summary>It was withdrawn.</summary>
    public abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>A write with a result. A refusal that concerns this write alone, such as a conflict, is a result.</summary>
internal sealed class PendingWrite<T>(Func<SqliteDatabase, T> apply) : PendingWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>Completes when the transaction is durable.</summary>
    public Task<T> Done => _done.Task;

    /// <inheritdoc />
    public override void Apply(SqliteDatabase database) => _result = apply(database);

    /// <inheritdoc />
    public override void Succeed() => _done.SetResult(_result!);

    /// <inheritdoc />
    public override void Fail(Exception why) => _done.SetException(why);

    /// <inheritdoc />
    public override void Cancel(CancellationToken cancellationToken) => _done.SetCanceled(cancellationToken);
}
