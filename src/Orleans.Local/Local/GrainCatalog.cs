using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>
/// Names the generated class by which an assembly, and those that it refers to, register their grains.
/// </summary>
/// <param name="registration">
/// A class with a public constructor that derives from <see cref="GrainRegistration"/>.
/// </param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainAssemblyAttribute(Type registration) : Attribute
{
    /// <summary>The generated class.</summary>
    public Type Registration { get; } = registration;
}

/// <summary>Registers the grains of one assembly. Generated.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainRegistration
{
    /// <summary>Adds every grain interface and grain class of the assembly.</summary>
    public abstract void Register(GrainCatalog catalog);
}

/// <summary>What the generator knows of a grain class.</summary>
/// <param name="Type">The class.</param>
/// <param name="GrainType">Its name in grain identities.</param>
/// <param name="Interfaces">The grain interfaces that it implements.</param>
/// <param name="Services">The types of the services that its constructor asks for.</param>
/// <param name="Build">Calls its constructor.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record GrainDescription(
    Type Type, string GrainType, Type[] Interfaces, Type[] Services, Func<GrainConstruction, Grain> Build);

/// <summary>All grain interfaces and classes of a process.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainCatalog
{
    internal Dictionary<Type, Func<GrainTarget, object>> Proxies { get; } = [];

    internal List<GrainDescription> Classes { get; } = [];

    /// <summary>Adds a grain interface.</summary>
    /// <param name="grainInterface">The interface.</param>
    /// <param name="proxy">Makes a reference.</param>
    public void Add(Type grainInterface, Func<GrainTarget, object> proxy) => Proxies[grainInterface] = proxy;

    /// <summary>Adds a grain class.</summary>
    public void Add(GrainDescription grainClass) => Classes.Add(grainClass);

    internal static GrainCatalog OfProcess()
    {
        var catalog = new GrainCatalog();
        var registrations = AppDomain.CurrentDomain.GetAssemblies()
            .SelectMany(assembly => assembly.GetCustomAttributes(typeof(GrainAssemblyAttribute), inherit: false))
            .Select(attribute => ((GrainAssemblyAttribute)attribute).Registration)
            .Distinct();
        foreach (var registration in registrations)
            ((GrainRegistration)Activator.CreateInstance(registration)!).Register(catalog);
        return catalog;
    }
}

/// <summary>What a generated factory builds a grain from.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GrainConstruction
{
    private readonly Activation _activation;
    private readonly IServiceProvider _services;

    internal GrainConstruction(Activation activation, IServiceProvider services) =>
        (_activation, _services) = (activation, services);

    /// <summary>A service of the container.</summary>
    public T Service<T>() where T : notnull =>
        typeof(T) == typeof(IGrainContext) ? (T)(object)_activation : _services.GetRequiredService<T>();

    /// <summary>A service of the container under a key.</summary>
    public T Service<T>(object key) where T : notnull => _services.GetRequiredKeyedService<T>(key);

    /// <summary>A stored record, read before the grain is activated.</summary>
    public IPersistentState<T> State<T>(string stateName, string? storageName)
    {
        var storage = storageName is null
            ? _services.GetService<Storage.IGrainStorage>()
                ?? _services.GetKeyedService<Storage.IGrainStorage>("Default")
            : _services.GetKeyedService<Storage.IGrainStorage>(storageName);
        if (storage is null)
            throw new OrleansException(
                $"No grain storage named '{storageName ?? "Default"}' is registered, which "
                + $"{_activation.GrainId} asks for. Register an IGrainStorage as keyed service of that name.");
        var state = new PersistentState<T>(_activation.GrainId, stateName, storage);
        _activation.Add(state);
        return state;
    }
}
