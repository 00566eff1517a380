namespace Orleans;

/// <summary>
/// Marks a type that may cross a grain call. Every serialised member then needs an explicit
/// <see cref="IdAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;

/// <summary>Gives a type, interface or method a name on the wire that survives renaming in code.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method
    | AttributeTargets.Interface,
    AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Alias { get; } = alias;
}

/// <summary>Gives a member its number on the wire. A number is never used again for another member.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method
    | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The number on the wire.</summary>
    public uint Id { get; } = id;
}

/// <summary>Promises that a value is never changed after it was handed over, so that it need not be copied.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field
    | AttributeTargets.Parameter | AttributeTargets.ReturnValue,
    Inherited = false)]
public sealed class ImmutableAttribute : Attribute;

/// <summary>
/// Marks an <see cref="IConverter{TValue, TSurrogate}"/> by which a foreign type crosses grain calls.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute;

/// <summary>Converts between a type that cannot be annotated and its annotated stand-in on the wire.</summary>
/// <typeparam name="TValue">The type that cannot be annotated.</typeparam>
/// <typeparam name="TSurrogate">Its stand-in, with <see cref="GenerateSerializerAttribute"/>.</typeparam>
public interface IConverter<TValue, TSurrogate> where TSurrogate : struct
{
    /// <summary>From the stand-in to the value.</summary>
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    /// <summary>From the value to the stand-in.</summary>
    TSurrogate ConvertToSurrogate(in TValue value);
}
