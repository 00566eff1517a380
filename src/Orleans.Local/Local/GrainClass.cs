using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>A grain class in one runtime, with its activations.</summary>
internal sealed class GrainClass(LocalRuntime runtime, GrainDescription description, bool needsScope)
{
    private readonly ActivationTable _activations = new();

    public LocalRuntime Runtime => runtime;

    public Type Type => description.Type;

    public GrainType GrainType { get; } = GrainType.Create(description.GrainType);

    public IEnumerable<Activation> Activations =>
        _activations.All().OrderBy(activation => activation.Key, StringComparer.Ordinal);

    /// <summary>
    /// The activation of a key, made if there is none; null when it would have to be made while the runtime stops.
    /// </summary>
    public Activation? Find(string key) =>
        runtime.IsStopping ? _activations.Find(key) : _activations.FindOrAdd(this, key);

    /// <summary>Puts the heir in the place of a dead activation, or nothing.</summary>
    public void Replace(Activation dead, Activation? heir)
    {
        _activations.Replace(dead, heir);
        heir?.Inherit();
    }

    public Grain Build(Activation activation) =>
        description.Build(new GrainConstruction(
            activation, needsScope ? activation.ActivationServices : runtime.ServiceProvider));
}
