using Orleans.Local;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain can ask of its activation.</summary>
public static class GrainBaseExtensions
{
    /// <summary>
    /// Ends this activation after the running call. Calls that arrive meanwhile go to a new activation.
    /// </summary>
    public static void DeactivateOnIdle(this IGrainBase grain) => Context(grain).Deactivate(
        new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Starts a timer whose ticks are turns of this activation.</summary>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state,
        GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Context(grain).StartTimer(token => callback(state, token), options);
    }

    /// <summary>Starts a timer whose ticks are turns of this activation.</summary>
    public static IGrainTimer RegisterGrainTimer(
        this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Context(grain).StartTimer(callback, options);
    }

    internal static Activation Context(IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain.GrainContext as Activation ?? throw new InvalidOperationException(
            "Grain was created outside of the Orleans creation process and no runtime was specified.");
    }
}
