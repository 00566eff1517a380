using System.ComponentModel;
using System.Globalization;
using Kwala.Core;

namespace Kwala.Silo.Configuration;

/// <summary>A mistake in the configuration: where, and what to do about it. It never repeats a value.</summary>
/// <param name="Path">The key, with colons.</param>
/// <param name="Remedy">One sentence.</param>
internal sealed record ConfigurationMistake(string Path, string Remedy)
{
    /// <summary>As one line.</summary>
    public override string ToString() => $"{Path} {Remedy}";
}

/// <summary>
/// Compares keys and values with the shape of the options: what is unknown, misplaced or no such value.
/// </summary>
internal static class ShapeCheck
{
    /// <summary>All mistakes at a place and below it.</summary>
    public static IEnumerable<ConfigurationMistake> Mistakes(IConfigurationSection place, OptionShape shape) =>
        shape switch
        {
            OptionShape.Leaf leaf => OfLeaf(place, leaf.Type),
            OptionShape.Group group => OfChildren(place, child => OfMember(child, group)),
            OptionShape.Named named => OfChildren(place, child => Mistakes(child, named.Item)),
            OptionShape.Numbered when !string.IsNullOrEmpty(place.Value) =>
                [new ConfigurationMistake(place.Path, "is a list, not one value: write [ ] around it, or :0 behind.")],
            OptionShape.Numbered list => OfChildren(place, child => int.TryParse(
                child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                    ? Mistakes(child, list.Item)
                    : [new ConfigurationMistake(child.Path, "is in a list: number its entries 0, 1, 2.")]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static IEnumerable<ConfigurationMistake> OfMember(IConfigurationSection child, OptionShape.Group group) =>
        group.Members.TryGetValue(child.Key, out var member)
            ? Mistakes(child, member)
            : [new ConfigurationMistake(
                child.Path, $"is no option: {NearestWord.Advice(child.Key, [.. group.Members.Keys])}")];

    private static IEnumerable<ConfigurationMistake> OfChildren(
        IConfigurationSection place, Func<IConfigurationSection, IEnumerable<ConfigurationMistake>> check) =>
        string.IsNullOrEmpty(place.Value)
            ? place.GetChildren().SelectMany(check)
            : [new ConfigurationMistake(place.Path, "is a section with options of its own, not one value.")];

    private static IEnumerable<ConfigurationMistake> OfLeaf(IConfigurationSection place, Type type)
    {
        if (place.GetChildren().Any())
            yield return new ConfigurationMistake(place.Path, "is one value: nothing may stand below it.");
        else if (place.Value is { } text && Problem(text, type) is { } problem)
            yield return new ConfigurationMistake(place.Path, problem);
    }

    private static string? Problem(string text, Type type) => type switch
    {
        { IsEnum: true } => Enum.TryParse(type, text, ignoreCase: true, out var word) && Enum.IsDefined(type, word)
            ? null
            : $"is no such word: {NearestWord.Advice(text, Enum.GetNames(type))}",
        _ when Converts(text, type) => null,
        _ when type == typeof(bool) => "must be true or false.",
        _ when type == typeof(TimeSpan) => "must be a duration such as 00:00:30 (30 seconds) or 90.00:00:00 (90 days).",
        _ when type == typeof(Uri) => "must be a URL.",
        _ => "must be a whole number, and not too large a one.",
    };

    private static bool Converts(string text, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception refused) when (refused is FormatException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
