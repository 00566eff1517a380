using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Kwala.Core.Evm;

namespace Kwala.Grains.Tests.Wire;

/// <summary>
/// The names and numbers by which silos of two versions understand each other, one a line: <c>contract.txt</c>.
/// </summary>
internal static class WireContract
{
    /// <summary>Before a line whose name or number is not in use any more, and never will be again.</summary>
    public const string Gone = "gone ";

    /// <summary>As today's code has them.</summary>
    public static ImmutableArray<string> Today { get; } =
    [
        .. Types().Concat(Words()).Concat(Methods()).Concat(NamesInAnswers()).Concat(Grains())
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>As they were written down.</summary>
    public static ImmutableArray<string> Written { get; } = [.. File.ReadAllLines(FileBeside())];

    /// <summary>The part of a line that no other line may have: up to the number or the bracket.</summary>
    public static string NameIn(string line) => line[..(line.IndexOfAny([':', '(']) + 1)];

    private static IEnumerable<string> Types() =>
        from type in WireTypes.All
        where !type.Value.IsEnum
        from member in WireTypes.Members(type.Value)
        select $"{type.Key} {member.Key}: {member.Value.Name} {NameOf(member.Value.PropertyType)}";

    // Of a word only its number crosses, whoever declares it.
    private static IEnumerable<string> Words() =>
        from type in WireTypes.All.Values.Where(type => type.IsEnum)
            .Concat(WireTypes.All.Values.SelectMany(WireTypes.Members).Select(member => member.Value.PropertyType))
            .Concat(WireTypes.Methods.Values.SelectMany(method => method.GetParameters()).Select(it => it.ParameterType))
        where type.IsEnum
        from word in Enum.GetValuesAsUnderlyingType(type).Cast<int>()
        select $"{type.Name} {word}: {Enum.GetName(type, word)}";

    private static IEnumerable<string> Methods() =>
        from method in WireTypes.Methods
        let parameters = method.Value.GetParameters().Select(parameter => NameOf(parameter.ParameterType))
        select $"{method.Key}({string.Join(", ", parameters)}) {NameOf(method.Value.ReturnType)}";

    // An answer names what it holds: by its alias, or, of a type of Core that stands in it by itself, in full.
    private static IEnumerable<string> NamesInAnswers() =>
        from method in WireTypes.Methods
        from type in Within(WireTypes.Answer(method.Value))
        where type.Assembly == typeof(Address).Assembly
        select $"answer {method.Key}: {type.FullName}";

    private static IEnumerable<Type> Within(Type? type) =>
        type is null ? [] : type.GenericTypeArguments.SelectMany(Within).Prepend(type);

    // The class's name is part of the id of each grain, and so of calls and of stored reminders.
    private static IEnumerable<string> Grains() =>
        from grain in WireTypes.Grains
        from served in WireTypes.Methods.Values.Select(method => method.DeclaringType!)
        where served.IsAssignableFrom(grain)
        select $"grain {WireTypes.AliasOf(served)}: {grain.Name}";

    private static string NameOf(Type type)
    {
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return NameOf(value) + "?";
        var name = type.DeclaringType is null ? type.Name : $"{NameOf(type.DeclaringType)}.{type.Name}";
        return type.IsGenericType
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>"
            : name;
    }

    private static string FileBeside([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "contract.txt");
}
