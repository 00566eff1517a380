using System.Collections.Immutable;
using System.Reflection;
using Kwala.Grains.Interfaces;
using Orleans;

namespace Kwala.Grains.Tests.Wire;

/// <summary>What crosses between silos, as the assemblies declare it.</summary>
internal static class WireTypes
{
    private static readonly Type[] Declared =
        [.. typeof(IWalletGrain).Assembly.GetTypes().Concat(typeof(GrainsRegistration).Assembly.GetTypes())];

    /// <summary>Every type with a serializer of its own, by its name on the wire.</summary>
    public static ImmutableSortedDictionary<string, Type> All { get; } = Declared
        .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        .ToImmutableSortedDictionary(AliasOf, type => type, StringComparer.Ordinal);

    /// <summary>Those of which there are values.</summary>
    public static ImmutableArray<string> WithValues { get; } =
        [.. All.Where(type => !type.Value.IsAbstract).Select(type => type.Key)];

    /// <summary>Every method of a grain, by its name on the wire.</summary>
    public static ImmutableSortedDictionary<string, MethodInfo> Methods { get; } = Declared
        .Where(type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type))
        .SelectMany(type => type.GetMethods().Where(method => method.IsAbstract))
        .ToImmutableSortedDictionary(
            method => $"{AliasOf(method.DeclaringType!)}.{AliasOf(method)}", method => method, StringComparer.Ordinal);

    /// <summary>Every class of grains.</summary>
    public static ImmutableArray<Type> Grains { get; } =
        [.. Declared.Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)];

    /// <summary>The members that cross, by their numbers.</summary>
    public static ImmutableSortedDictionary<uint, PropertyInfo> Members(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(member => member.IsDefined(typeof(IdAttribute)))
        .ToImmutableSortedDictionary(member => member.GetCustomAttribute<IdAttribute>()!.Id, member => member);

    /// <summary>What a call gives to who awaits it; null for nothing.</summary>
    public static Type? Answer(MethodInfo method) => method.ReturnType.GenericTypeArguments.SingleOrDefault();

    public static string AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias;
}
