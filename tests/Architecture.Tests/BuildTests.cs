using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Kwala.Architecture.Tests;

/// <summary>The rules that the compiler keeps: they are switched on for every project, and none opts out.</summary>
public sealed class BuildTests
{
    private static readonly XDocument Common = Xml("Directory.Build.props");

    private static readonly (string Path, XDocument Xml)[] Projects =
    [
        .. new[] { "src", "tests", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(path => (path, Xml(path))),
    ];

    [Theory]
    [InlineData("Nullable", "enable")]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("EnforceCodeStyleInBuild", "true")]
    [InlineData("AnalysisLevel", "latest-Recommended")]
    public void Every_project_is_built_by_the_same_rules(string rule, string value)
    {
        Assert.Equal(value, Assert.Single(Common.Descendants(rule)).Value);
        Assert.Empty(
            from project in Projects
            where project.Xml.Descendants(rule).Any()
            select $"{project.Path} has a {rule} of its own: leave it to Directory.Build.props.");
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Kwala.Orleans.sln")).Replace('\\', '/');

        Assert.NotEmpty(Projects);
        Assert.Empty(
            from project in Projects
            where !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)
            select $"{project.Path} is not built with the rest: dotnet sln add {project.Path}.");
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place()
    {
        Assert.Equal("true", Xml("Directory.Packages.props").Descendants("ManagePackageVersionsCentrally").Single().Value);
        Assert.Empty(
            from project in Projects
            from package in project.Xml.Descendants("PackageReference")
            where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
            select $"{project.Path} gives {package.Attribute("Include")?.Value} a version: Directory.Packages.props does.");
    }

    [Theory]
    [InlineData("P:System.DateTime.Now")]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.Now")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("M:System.Threading.Thread.Sleep(System.Int32)")]
    [InlineData("M:System.Threading.Tasks.Task.Delay(System.TimeSpan,System.Threading.CancellationToken)")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("P:System.Random.Shared")]
    public void What_reads_a_clock_sleeps_or_draws_lots_is_banned_with_a_remedy(string symbol) => Assert.Contains(
        File.ReadAllLines(Path.Combine(Repository.Root, "build", "BannedSymbols.txt")),
        line => line.StartsWith(symbol + ";", StringComparison.Ordinal) && line.EndsWith('.'));

    [Fact]
    public void Banned_symbols_are_errors_and_nobody_silences_them()
    {
        var rules = File.ReadAllLines(Path.Combine(Repository.Root, ".editorconfig"));

        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", rules);
        Assert.Contains(
            Common.Descendants("AdditionalFiles"),
            it => it.Attribute("Include")!.Value.EndsWith("BannedSymbols.txt", StringComparison.Ordinal));
        Assert.Contains(
            Common.Descendants("PackageReference"),
            it => it.Attribute("Include")!.Value == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Empty(
            from folder in new[] { "src", "tests", "bench" }
            from file in Repository.Sources(folder)
            where file.Name != "BuildTests.cs" && file.Lines.Any(it => it.Contains("RS0030", StringComparison.Ordinal))
            select $"{file.Path} silences RS0030: pass in what it needs.");
        Assert.Empty(
            from project in Projects
            where project.Xml.ToString().Contains("RS0030", StringComparison.Ordinal)
            select $"{project.Path} silences RS0030: pass in what it needs.");
    }

    [Fact]
    public void The_SDK_is_named_and_one_process_is_the_runtime_unless_another_is_asked_for()
    {
        var sdk = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "global.json")))!["sdk"]!;

        Assert.StartsWith("10.0.", (string?)sdk["version"], StringComparison.Ordinal);
        Assert.Equal("Local", Assert.Single(Common.Descendants("OrleansRuntime")).Value);
    }

    private static XDocument Xml(string path) => XDocument.Load(Path.Combine(Repository.Root, path));
}
