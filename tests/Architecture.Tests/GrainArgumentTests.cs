using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kwala.Architecture.Tests;

/// <summary>
/// In one process arguments are passed by reference, so whatever crosses a grain call must be immutable all the way
/// down; nothing copies it.
/// </summary>
public sealed class GrainArgumentTests
{
    [Fact]
    public void Everything_that_crosses_a_grain_call_is_immutable()
    {
        var interfaces = Assembly.Load("Kwala.Grains.Interfaces").GetExportedTypes()
            .Where(type => type.IsInterface && typeof(Orleans.IGrainWithStringKey).IsAssignableFrom(type))
            .ToArray();
        var offending = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();

        foreach (var method in interfaces.SelectMany(type => type.GetMethods()))
        {
            foreach (var parameter in method.GetParameters())
                Visit(parameter.ParameterType, $"{method.DeclaringType!.Name}.{method.Name}", seen, offending);
            if (method.ReturnType.IsGenericType)
                Visit(method.ReturnType.GetGenericArguments()[0], method.Name, seen, offending);
        }

        Assert.NotEmpty(interfaces);
        Assert.Empty(offending);
    }

    private static void Visit(Type type, string where, HashSet<Type> seen, SortedSet<string> offending)
    {
        if (!seen.Add(type))
            return;
        if (type.IsArray)
            offending.Add($"{where}: {type.Name} can be changed by whoever holds it; pass an ImmutableArray.");
        foreach (var argument in type.GenericTypeArguments)
            Visit(argument, where, seen, offending);
        if (type.IsEnum || type.Assembly.GetName().Name?.StartsWith("Kwala.", StringComparison.Ordinal) != true)
            return;
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.SetMethod is { IsPublic: true } set && !IsInitOnly(set))
                offending.Add($"{type.FullName}.{property.Name} has a setter; make it init-only.");
            if (property.GetIndexParameters().Length == 0)
                Visit(property.PropertyType, $"{type.FullName}.{property.Name}", seen, offending);
        }

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public).Where(f => !f.IsInitOnly))
            offending.Add($"{type.FullName}.{field.Name} is a writable field.");
        foreach (var nested in type.GetNestedTypes().Where(nested => nested.BaseType == type))
            Visit(nested, where, seen, offending);
    }

    private static bool IsInitOnly(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers()
        .Contains(typeof(IsExternalInit));
}
