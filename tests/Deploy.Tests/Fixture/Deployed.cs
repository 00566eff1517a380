using System.Text.Json.Nodes;
using Kwala.TestKit.Services;

namespace Kwala.Deploy.Tests.Fixture;

/// <summary>Files of the repository that are deployed, or tell how.</summary>
internal static class Deployed
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(NodeServices.TestsFolder, ".."));

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    public static string Text(params string[] path) => File.ReadAllText(At(path));

    /// <summary>A YAML file's only document.</summary>
    public static JsonNode Yaml(params string[] path) => Assert.Single(YamlText.Documents(Text(path)));
}
