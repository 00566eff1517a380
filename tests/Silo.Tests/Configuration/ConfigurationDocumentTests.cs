using System.ComponentModel;
using System.Text.RegularExpressions;
using Kwala.Silo.Configuration;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Configuration;

/// <summary>docs/configuration.md names every option with its default, and none that does not exist.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Documented = Read();

    public static TheoryData<string> Sections => [.. KnownOptions.Sections.Select(known => known.Section)];

    [Fact]
    public void The_document_has_a_heading_for_every_section_and_no_other() =>
        Assert.Equal(KnownOptions.Sections.Select(known => known.Section).Order(), Documented.Keys.Order());

    [Theory]
    [MemberData(nameof(Sections))]
    public void The_document_names_every_option_of_a_section_and_no_other(string section) => Assert.Equal(
        Options(section, OptionShape.Of(TypeOf(section))).Order(StringComparer.Ordinal),
        Documented[section].Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Sections))]
    public void The_document_tells_the_defaults_that_count(string section)
    {
        var type = TypeOf(section) is { IsGenericType: true } list ? list.GetGenericArguments()[0] : TypeOf(section);
        var defaults = Activator.CreateInstance(type)!;
        foreach (var option in type.GetProperties()
            .Where(it => it.SetMethod?.IsPublic == true && it.PropertyType.IsValueType))
            Assert.Equal(
                (option.Name, TypeDescriptor.GetConverter(option.PropertyType)
                    .ConvertToInvariantString(option.GetValue(defaults))!),
                (option.Name, Documented[section][option.Name].Trim('`')),
                IgnoringCase);
    }

    private static bool IgnoringCase((string, string) one, (string, string) other) =>
        one.Item1 == other.Item1 && string.Equals(one.Item2, other.Item2, StringComparison.OrdinalIgnoreCase);

    private static Type TypeOf(string section) => KnownOptions.Sections.Single(known => known.Section == section).Type;

    private static IEnumerable<string> Options(string section, OptionShape shape, string at = "") => shape switch
    {
        OptionShape.Group group =>
            group.Members.SelectMany(member => Options(section, member.Value, $"{at}:{member.Key}")),
        OptionShape.Numbered { Item: OptionShape.Group item } when at.Length == 0 => Options(section, item),
        OptionShape.Numbered { Item: OptionShape.Group item } => [at[1..], .. Options(section, item, $"{at}:0")],
        _ => [at[1..]],
    };

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        var sections = new Dictionary<string, Dictionary<string, string>>();
        Dictionary<string, string>? section = null;
        foreach (var line in File.ReadLines(Sources.At("docs", "configuration.md")))
            if (line.StartsWith("## ", StringComparison.Ordinal))
                section = Heading().Match(line) is { Success: true } heading
                    ? sections[heading.Groups[1].Value] = []
                    : null;
            else if (Row().Match(line) is { Success: true } row)
                section?.Add(row.Groups[1].Value, row.Groups[2].Value.Trim());
        return sections;
    }

    [GeneratedRegex("^## `(Kwala:[A-Za-z:]+)`")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `([A-Za-z0-9:_]+)` \|.*\|([^|]*)\|$")]
    private static partial Regex Row();
}
