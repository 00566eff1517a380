using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Local;

/// <summary>What only some activations need, kept apart so that the others stay small.</summary>
internal sealed class ActivationExtras : IAsyncDisposable
{
    private IStoredState[]? _states;
    private List<GrainTimer>? _timers;
    private AsyncServiceScope? _scope;
    private TaskCompletionSource? _ended;

    public DeactivationReason? Reason { get; set; }

    public TaskCompletionSource Ended => _ended ??= new();

    /// <summary>Whether it holds nothing, as after the stored records were read.</summary>
    public bool IsEmpty =>
        _states is null && _timers is null && _scope is null && _ended is null && Reason is null;

    public IServiceProvider Services(IServiceProvider root) =>
        (_scope ??= root.CreateAsyncScope()).ServiceProvider;

    public void Add(IStoredState state) => _states = [.. _states ?? [], state];

    public IStoredState[]? TakeStates()
    {
        var states = _states;
        _states = null;
        return states;
    }

    public TaskCompletionSource? TakeEnded() => _ended;

    public void Add(GrainTimer timer) => (_timers ??= []).Add(timer);

    public void Remove(GrainTimer timer) => _timers?.Remove(timer);

    public void StopTimers()
    {
        foreach (var timer in _timers?.ToArray() ?? [])
            timer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        StopTimers();
        return _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
