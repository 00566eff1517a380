namespace Kwala.Client.Http;

/// <summary>How long one attempt may take, beside the caller's own wish to end it.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    public TimeLimit(TimeSpan length, TimeProvider time, CancellationToken caller)
    {
        (Length, _caller) = (length, caller);
        _limit = new CancellationTokenSource(length, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
    }

    public TimeSpan Length { get; }

    /// <summary>There was progress: the time counts anew from now.</summary>
    public void Restart() => _limit.CancelAfter(Length);

    /// <summary>
    /// Takes a step within the limit. Whatever it throws becomes a value, but not where the caller wished to end it:
    /// then this throws that cancellation, whatever a torn-down connection looks like.
    /// </summary>
    public async Task<T> Take<T>(Func<CancellationToken, Task<T>> step, Func<Exception, T> failed)
    {
        try
        {
            return await step(_either.Token);
        }
        catch (Exception e)
        {
            _caller.ThrowIfCancellationRequested();
            return failed(e);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
