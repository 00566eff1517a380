namespace Kwala.Ports.Storage;

/// <summary>The names that grains and stores agree on.</summary>
public static class StorageNames
{
    /// <summary>The grain storage of every Kwala grain, whichever store is behind it.</summary>
    public const string Grains = "kwala";
}
