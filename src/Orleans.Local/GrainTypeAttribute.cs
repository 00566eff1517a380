namespace Orleans;

/// <summary>
/// Names a grain class in grain identities. Without it the name is the class's in lower case without "grain".
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    private readonly Runtime.GrainType _grainType = Runtime.GrainType.Create(grainType);

    /// <summary>The name, the same for every class and container.</summary>
    public Runtime.GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
}
