using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Which grain a proxy stands for. Opaque: generated code hands it on.</summary>
public readonly struct GrainTarget
{
    internal GrainTarget(GrainClass grainClass, string key) => (Class, Key) = (grainClass, key);

    internal GrainClass Class { get; }

    internal string Key { get; }
}

/// <summary>The base of generated grain references.</summary>
/// <param name="target">The grain that it stands for.</param>
public abstract class GrainProxy(GrainTarget target) : GrainReference(target.Class, target.Key)
{
    /// <summary>Sends a call that returns nothing.</summary>
    protected Task Send(VoidRequest request)
    {
        Post(request);
        return request.Reply;
    }

    /// <summary>Sends a call that returns a value.</summary>
    protected Task<TResult> Send<TResult>(Request<TResult> request)
    {
        Post(request);
        return request.Reply;
    }

    /// <summary>Sends a call that returns nothing; the wait for it ends when the token is cancelled.</summary>
    protected async Task Send(VoidRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var registration = FailWith(request, cancellationToken);
        await Send(request);
    }

    /// <summary>Sends a call that returns a value; the wait for it ends when the token is cancelled.</summary>
    protected async Task<TResult> Send<TResult>(Request<TResult> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var registration = FailWith(request, cancellationToken);
        return await Send(request);
    }

    /// <summary>Sends a call whose outcome nobody awaits.</summary>
    protected void Post(Request request)
    {
        request.SentAt = Class.Runtime.Watch.Now;
        if (Last is not { IsDead: false })
            Last = Class.Find(Key);
        if (Last is null)
            request.Fail(LocalRuntime.Stopped());
        else
            Last.Enqueue(request);
    }

    private static CancellationTokenRegistration FailWith(Request request, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(
            static (request, token) => ((Request)request!).Fail(new OperationCanceledException(token)), request);
}
