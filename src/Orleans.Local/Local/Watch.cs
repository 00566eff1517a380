using System.Collections.Concurrent;

namespace Orleans.Local;

/// <summary>
/// The runtime's pulse: a coarse clock that costs a field read, and the one place that notices calls without an answer.
/// Only activations that had something to run since the last beat are looked at.
/// </summary>
internal sealed class Watch : IDisposable
{
    private static readonly TimeSpan BeatMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatMin = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentQueue<Activation> _busy = new();
    private readonly Lock _beating = new();
    private readonly long _start;
    private readonly TimeProvider _time;
    private readonly int _patience;
    private readonly Action<int> _everyBeat;
    private readonly ITimer _timer;
    private volatile int _now;

    public Watch(TimeProvider time, TimeSpan responseTimeout, Action<int> everyBeat)
    {
        _time = time;
        _everyBeat = everyBeat;
        Beat = TimeSpan.FromTicks(Math.Clamp(responseTimeout.Ticks / 20, BeatMin.Ticks, BeatMax.Ticks));
        // One beat more, since a call sent just before a beat carries nearly a whole beat too much.
        _patience = Beats(responseTimeout) + 1;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((Watch)self!).OnBeat(), this, Beat, Beat);
    }

    /// <summary>The length of a beat.</summary>
    public TimeSpan Beat { get; }

    /// <summary>The number of the present beat.</summary>
    public int Now => _now;

    /// <summary>How many beats last at least so long.</summary>
    public int Beats(TimeSpan time) => (int)Math.Min(int.MaxValue / 2, (time.Ticks + Beat.Ticks - 1) / Beat.Ticks);

    /// <summary>Looks after an activation until it has nothing more to run.</summary>
    public void Add(Activation activation) => _busy.Enqueue(activation);

    public void Dispose() => _timer.Dispose();

    private void OnBeat()
    {
        // A beat that takes longer than a beat makes the next ones pass, not pile up.
        if (!_beating.TryEnter())
            return;
        try
        {
            _now = (int)(_time.GetElapsedTime(_start).Ticks / Beat.Ticks);
            for (var left = _busy.Count; left > 0 && _busy.TryDequeue(out var activation); left--)
            {
                if (activation.TimeOut(sentBefore: _now - _patience))
                    _busy.Enqueue(activation);
            }

            _everyBeat(_now);
        }
        finally
        {
            _beating.Exit();
        }
    }
}
