using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Kwala.Silo.Configuration;

/// <summary>Which keys may stand at a place of the configuration, taken from the option types themselves.</summary>
internal abstract record OptionShape
{
    private OptionShape()
    {
    }

    /// <summary>One value.</summary>
    /// <param name="Type">What the text must convert to; never a <see cref="Nullable{T}"/>.</param>
    public sealed record Leaf(Type Type) : OptionShape;

    /// <summary>Named options.</summary>
    /// <param name="Members">By name, in any case.</param>
    public sealed record Group(ImmutableSortedDictionary<string, OptionShape> Members) : OptionShape
    {
        public static readonly Group Empty = new(
            ImmutableSortedDictionary.Create<string, OptionShape>(StringComparer.OrdinalIgnoreCase));

        /// <summary>This group with a shape at a path below it.</summary>
        public Group With(ReadOnlySpan<string> path, OptionShape shape) => new(Members.SetItem(
            path[0],
            path.Length == 1
                ? shape
                : (Members.GetValueOrDefault(path[0]) as Group ?? Empty).With(path[1..], shape)));
    }

    /// <summary>Entries numbered from 0.</summary>
    /// <param name="Item">Each of them.</param>
    public sealed record Numbered(OptionShape Item) : OptionShape;

    /// <summary>Entries under names of the user's choice.</summary>
    /// <param name="Item">Each of them.</param>
    public sealed record Named(OptionShape Item) : OptionShape;

    /// <summary>What the binder makes of a type.</summary>
    public static OptionShape Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(Uri) || type.IsValueType)
            return new Leaf(type);
        if (type.IsGenericType && typeof(IDictionary).IsAssignableFrom(type))
            return new Named(Of(type.GetGenericArguments()[1]));
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
            return new Numbered(Of(type.GetGenericArguments()[0]));
        return new Group(Group.Empty.Members.AddRange(
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.SetMethod is { IsPublic: true } || IsFilledInPlace(property.PropertyType)
            select KeyValuePair.Create(property.Name, Of(property.PropertyType))));
    }

    private static bool IsFilledInPlace(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
}
