using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>A grain class in one runtime, with its activations.</summary>
internal sealed class GrainClass(LocalRuntime runtime, GrainDescription description, bool needsScope)
{
    private readonly ConcurrentDictionary<string, Activation> _activations = new(StringComparer.Ordinal);

    public LocalRuntime Runtime => runtime;

    public Type Type => description.Type;

    public GrainType GrainType { get; } = GrainType.Create(description.GrainType);

    public bool IsReentrant => description.IsReentrant;

    public IEnumerable<Activation> Activations =>
        _activations.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    /// <summary>The activation of a key, made if there is none; null when it would have to be made while the runtime stops.</summary>
    public Activation? Find(string key)
    {
        if (_activations.TryGetValue(key, out var activation))
            return activation;
        return runtime.IsStopping
            ? null
            : _activations.GetOrAdd(key, static (key, grainClass) => new Activation(grainClass, key), this);
    }

    /// <summary>Puts the heir in the place of a dead activation, or nothing.</summary>
    public void Replace(Activation dead, Activation? heir)
    {
        if (heir is null)
        {
            _activations.TryRemove(new(dead.Key, dead));
            return;
        }

        _activations.TryUpdate(dead.Key, heir, dead);
        heir.Inherit();
    }

    public Grain Build(Activation activation) =>
        description.Build(new GrainConstruction(activation, needsScope ? activation.ActivationServices : runtime.ServiceProvider));
}
