using Kwala.Deploy.Tests.Fixture;

namespace Kwala.Deploy.Tests;

/// <summary>deploy/container/Containerfile: built by the SDK, run without it and not as root.</summary>
public sealed class ContainerFileTests
{
    private static readonly string[] Lines =
    [
        .. Deployed.Text("deploy", "container", "Containerfile").Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#'),
    ];

    private static string[] LastStage => Lines[Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))..];

    [Fact]
    public void Last_stage_holds_the_runtime_alone_and_is_not_root()
    {
        Assert.Equal("FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", LastStage[0]);
        Assert.Contains("USER $APP_UID", LastStage);
        Assert.Single(LastStage, line => line.StartsWith("COPY ", StringComparison.Ordinal));
        Assert.StartsWith("COPY --from=build ", LastStage.Single(line => line.StartsWith("COPY ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(LastStage, line => line.StartsWith("RUN ", StringComparison.Ordinal));
    }

    [Fact]
    public void It_starts_the_program_that_the_project_builds()
    {
        var program = typeof(Silo.Commands.RunCommand).Assembly.GetName().Name;

        Assert.Equal($"ENTRYPOINT [ \"dotnet\", \"/app/{program}.dll\" ]", LastStage[^1]);
        Assert.Contains(Lines, line => line.StartsWith("RUN dotnet publish src/Silo ", StringComparison.Ordinal)
            && line.Contains("-p:OrleansRuntime=$ORLEANS_RUNTIME", StringComparison.Ordinal));
        Assert.Contains("ARG ORLEANS_RUNTIME=Cluster", Lines);
    }

    [Fact]
    public void Versions_are_those_that_the_project_is_built_with()
    {
        var framework = Deployed.Text("Directory.Build.props").Split("<TargetFramework>net")[1].Split('<')[0];

        Assert.All(
            Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)),
            line => Assert.Contains($":{framework}", line, StringComparison.Ordinal));
    }
}
