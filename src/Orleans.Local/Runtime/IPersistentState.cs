using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A named record of a grain, read before the grain is activated.</summary>
/// <typeparam name="TState">The type of the value.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>
/// Asks for a named record of the grain in a constructor parameter of type <see cref="IPersistentState{TState}"/>.
/// </summary>
/// <param name="stateName">The name of the record within the grain.</param>
/// <param name="storageName">
/// The key of the <see cref="Storage.IGrainStorage"/> in the container; null for the default one.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name of the record within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The key of the storage in the container; null for the default one.</summary>
    public string? StorageName { get; } = storageName;
}
