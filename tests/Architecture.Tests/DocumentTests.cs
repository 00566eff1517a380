using System.Text.RegularExpressions;

namespace Kwala.Architecture.Tests;

/// <summary>Documents are checked like code: what they point at exists.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;

        Assert.Empty(
            from link in Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(folder, target))
            select target);
    }

    [Fact]
    public void Every_document_that_the_code_names_exists() => Assert.Empty(
        from file in Repository.Sources("src")
        from line in file.Lines
        from name in DocumentName().Matches(line)
        where !File.Exists(Path.Combine(Repository.Root, name.Value))
        select $"{file.Path} names {name.Value}");

    [Fact]
    public void Every_metric_is_documented_and_every_documented_one_is_there() => Assert.Equal(
        Repository.Sources("src")
            .SelectMany(file => Metric().Matches(string.Join('\n', file.Lines)))
            .Select(metric => metric.Groups[1].Value).Order(StringComparer.Ordinal),
        File.ReadLines(Path.Combine(Repository.Root, "docs", "metrics.md"))
            .Select(line => DocumentedMetric().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"docs/[a-z/-]+\.md")]
    private static partial Regex DocumentName();

    // Where an instrument is made, or where its name is a constant.
    [GeneratedRegex(@"(?:Create\w+(?:<\w+>)?\(\s*""|public const string \w+ = ""(?=kwala\.storage\.))(kwala\.[a-z_.]+)""")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\| `(kwala\.[a-z_.]+)` \|")]
    private static partial Regex DocumentedMetric();
}
