using System.CommandLine;
using System.Text.RegularExpressions;
using Kwala.Deploy.Tests.Fixture;
using Kwala.Silo.Commands;
using Kwala.Silo.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Kwala.Deploy.Tests;

/// <summary>docs/runbooks.md: every trouble has its symptom, cause and remedy, and every command leads somewhere.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Text = Deployed.Text("docs", "runbooks.md");

    private static readonly string[] Commands =
    [
        .. new[] { Text, Deployed.Text("docs", "kubernetes.md") }
            .SelectMany(text => Block().Matches(text)).SelectMany(it => it.Groups[1].Value.Split('\n'))
            .Select(line => line.Trim()).Where(line => line.Length > 0),
    ];

    [Fact]
    public void Every_chapter_has_a_symptom_a_cause_and_a_remedy()
    {
        var chapters = Text.Split("\n## ")[1..];

        Assert.NotEmpty(chapters);
        Assert.All(chapters, chapter => Assert.Equal(
            ["Symptom", "Cause", "Remedy"],
            Part().Matches(chapter.Split("\n# ")[0]).Select(it => it.Groups[1].Value)));
    }

    [Fact]
    public void Every_command_of_ours_exists_with_its_options()
    {
        var root = new RootCommand
        {
            RunCommand.Create(), CheckCommand.Create(), ExportCommand.Create(), ImportCommand.Create(), MigrateCommand.Create(),
        };
        var ours = Commands.Where(line => line.StartsWith("kwala ", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(ours);
        Assert.All(ours, line => Assert.Empty(
            root.Parse(line["kwala ".Length..].Split(" > ")[0].Split(" < ")[0]).Errors));
    }

    [Fact]
    public async Task Every_request_has_a_door()
    {
        await using var web = KwalaHost.Build(KwalaHost.Builder(null, new() { ["Kwala:Sqlite:Path"] = "never-opened.db" }));
        var doors = ((IEndpointRouteBuilder)web).DataSources.SelectMany(it => it.Endpoints).OfType<RouteEndpoint>().ToArray();
        var asked = Commands.Select(line => Request().Match(line)).Where(it => it.Success).ToArray();

        Assert.NotEmpty(asked);
        Assert.All(asked, it => Assert.Contains(doors, door =>
            (it.Groups[1].Success ? it.Groups[1].Value : "GET") is var method
            && door.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) == true
            && Fits(door.RoutePattern, it.Groups[2].Value)));
    }

    [SkippableFact]
    public async Task Everything_that_is_named_on_the_cluster_is_deployed()
    {
        var manifests = await Manifests.Of("base");
        var named = Commands.SelectMany(line => Named().Matches(line)).ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, it => Assert.Contains(
            manifests.All,
            manifest => string.Equals(manifest.Says("kind"), it.Groups[1].Value, StringComparison.OrdinalIgnoreCase)
                && manifest.Says("metadata", "name") == it.Groups[2].Value));
        Assert.All(
            Commands.Where(line => line.Contains("--namespace", StringComparison.Ordinal)),
            line => Assert.Contains("--namespace kwala", line, StringComparison.Ordinal));
        Assert.All(
            Commands.SelectMany(line => Selector().Matches(line)),
            it => Assert.Contains(
                manifests.Workloads,
                workload => workload.Says("spec", "template", "metadata", "labels", it.Groups[1].Value) == it.Groups[2].Value));
    }

    [Fact]
    public void Every_setting_that_is_named_is_in_the_document_of_settings()
    {
        var options = Deployed.Text("docs", "configuration.md");

        Assert.All(Setting().Matches(Text), it =>
            Assert.Contains($"| `{it.Value.Split(':')[^1].Trim('`')}` |", Regex.Replace(options, "`Keys:0:", "`"), StringComparison.Ordinal));
    }

    // A part in braces stands for whatever is asked.
    private static bool Fits(RoutePattern door, string path)
    {
        var asked = path.Trim('/').Split('/');
        return door.PathSegments.Count == asked.Length && door.PathSegments.Zip(asked).All(pair =>
            pair.First.Parts is not [RoutePatternLiteralPart literal] || literal.Content == pair.Second);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\n\*\*([A-Z][a-z]+)\.\*\*")]
    private static partial Regex Part();

    [GeneratedRegex(@"^curl(?: -X ([A-Z]+))?.*?(?:\$KWALA|:8080)(/[^?"" ]*)")]
    private static partial Regex Request();

    [GeneratedRegex(@"\b(deployment|job)[/ ](kwala-\S+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"--selector (\S+)=(\S+)")]
    private static partial Regex Selector();

    [GeneratedRegex("`Kwala:[A-Za-z0-9:]+`")]
    private static partial Regex Setting();
}
