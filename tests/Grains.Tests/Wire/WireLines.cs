using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;

namespace Kwala.Grains.Tests.Wire;

/// <summary>
/// A value written out member by member, so that two can be compared whose parts are equal by reference alone.
/// </summary>
internal static class WireLines
{
    /// <summary>One line per part that holds something, such as <c>.Signals.0.Live=True</c>.</summary>
    public static ImmutableArray<string> Of(object? value) => [.. Lines("", value)];

    private static IEnumerable<string> Lines(string path, object? value) => value switch
    {
        null or "" => [],
        ValueType when value.Equals(Activator.CreateInstance(value.GetType())) => [],
        string or bool or double or Address or Bytes32 or BigInteger or Rational or Enum => [$"{path}={value}"],
        int or long or byte => [string.Create(CultureInfo.InvariantCulture, $"{path}={value}")],
        DateTimeOffset at => [$"{path}={at:O}"],
        TimeSpan span => [$"{path}={span:c}"],
        byte[] bytes => [$"{path}={Convert.ToHexStringLower(bytes)}"],
        IEnumerable items => items.Cast<object?>().SelectMany((item, at) => Lines($"{path}.{at}", item)),
        _ => Members(path, value),
    };

    private static IEnumerable<string> Members(string path, object value) =>
        from line in Of(value.GetType())
            .SelectMany(member => Lines($"{path}.{member.Name}", member.GetValue(value)))
            .Prepend($"{path} is {value.GetType().Name}")
        select line;

    private static IEnumerable<PropertyInfo> Of(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(member => member.GetIndexParameters().Length == 0);
}
