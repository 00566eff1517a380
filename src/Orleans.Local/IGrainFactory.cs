namespace Orleans;

/// <summary>Makes references to grains. A grain need not be created: it is activated by the first call.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with this key.</summary>
    /// <param name="primaryKey">The key of the grain.</param>
    /// <param name="grainClassNamePrefix">
    /// The beginning of the full name of the class, where several classes implement the interface.
    /// </param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}

/// <summary>The door through which code outside grains calls grains.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The container of the client.</summary>
    IServiceProvider ServiceProvider { get; }
}
