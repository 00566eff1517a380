using System.Xml.Linq;

namespace Kwala.Architecture.Tests;

/// <summary>The table of ARCHITECTURE.md: which project may refer to which.</summary>
public sealed class CutTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Orleans.Local"] = [],
        ["Orleans.Local.Generator"] = [],
        ["Core"] = [],
        ["Ports"] = ["Core"],
        ["Workflows"] = ["Core"],
        ["Chain"] = ["Core", "Ports"],
        ["Channels"] = ["Core", "Ports"],
        ["Storage"] = ["Core", "Ports"],
        ["Grains.Interfaces"] = ["Core"],
        ["Grains"] = ["Core", "Ports", "Grains.Interfaces"],
        ["Client"] = ["Core", "Grains.Interfaces"],
        ["Web"] = ["Core", "Client"],
        ["Demo"] = ["Core", "Ports", "Client"],
        ["Silo"] =
        [
            "Core", "Ports", "Workflows", "Chain", "Channels", "Storage", "Grains.Interfaces", "Grains", "Client",
            "Web", "Demo",
        ],
    };

    private static readonly string[] SpeakOrleans =
        ["Storage", "Grains.Interfaces", "Grains", "Client", "Silo"];

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Refers_only_to_the_projects_that_the_cut_allows(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"src/{project} is not in the cut: add it to ARCHITECTURE.md and here.");
        var referred = Project(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        Assert.Empty(referred.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Speaks_Orleans_only_where_the_cut_says_so(string project)
    {
        var speaks = (bool?)Project(project).Descendants("UsesOrleans").FirstOrDefault() ?? false;

        Assert.True(!speaks || SpeakOrleans.Contains(project), $"src/{project} must not use the Orleans API.");
    }

    private static XDocument Project(string name) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", name, name + ".csproj"));
}
