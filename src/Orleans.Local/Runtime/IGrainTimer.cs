using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of one activation. It ends with the activation or when disposed.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when the next tick comes and the period after it.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>
    /// Ticks first after <paramref name="dueTime"/>, then a <paramref name="period"/> after each tick's end.
    /// </summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this() =>
        (DueTime, Period) = (dueTime, period);

    /// <summary>Time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for not yet.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>
    /// Time between the end of a tick and the next; <see cref="Timeout.InfiniteTimeSpan"/> for one tick only.
    /// </summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether a tick may start while a call awaits. Default false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use, so that the activation is not collected as idle. Default false.</summary>
    public bool KeepAlive { get; init; }
}
