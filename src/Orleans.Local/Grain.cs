using Orleans.Local;
using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain class offers to the runtime.</summary>
public interface IGrainBase
{
    /// <summary>The runtime's side of this activation.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called once before the first call. If it throws, the waiting callers get the exception.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called once after the last call.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    /// <summary>Built by the runtime, which gives the context.</summary>
    protected Grain() => _activation = Activation.Current;

    /// <inheritdoc />
    public IGrainContext GrainContext => _activation!;

    /// <summary>The reference by which others reach this grain.</summary>
    public GrainReference GrainReference => Running.GrainReference;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => Running.Runtime;

    /// <summary>The container that this activation resolves from.</summary>
    protected internal IServiceProvider ServiceProvider => Running.ActivationServices;

    private Activation Running => _activation ?? throw new InvalidOperationException(
        "Grain was created outside of the Orleans creation process and no runtime was specified.");

    /// <summary>Called once before the first call. If it throws, the waiting callers get the exception.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called once after the last call.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>
    /// Ends this activation after the running call. Calls that arrive meanwhile go to a new activation.
    /// </summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);
}
