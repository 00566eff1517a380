using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Deploy.Tests.Fixture;
using Kwala.TestKit.Services;

namespace Kwala.Deploy.Tests.Kubernetes;

/// <summary>Every manifest is one of Kubernetes's own, by its schemas and its types.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> Folders => Manifests.Folders;

    [SkippableTheory]
    [MemberData(nameof(Folders))]
    public async Task Every_manifest_fits_the_api_and_has_no_field_that_is_not_there(string folder)
    {
        var manifests = await Manifests.Of(folder);

        Assert.Empty(await Mistakes(manifests.All));
    }

    [SkippableFact]
    public async Task Misspelt_field_and_missing_value_are_found()
    {
        var manifests = (await Manifests.Of("base")).All.Select(it => it.DeepClone()).ToArray();
        var silo = manifests.First(it => it.Title() == "Deployment kwala-silo");
        silo.Container()["livenesProbe"] = new JsonObject();
        var web = manifests.First(it => it.Title() == "Deployment kwala-web");
        ((JsonObject)web.Container()["readinessProbe"]!["httpGet"]!).Remove("port");

        var mistakes = await Mistakes(manifests);

        Assert.Contains(mistakes, it => it.StartsWith("Deployment kwala-silo", StringComparison.Ordinal)
            && it.Contains("livenesProbe", StringComparison.Ordinal));
        Assert.Contains(mistakes, it => it.StartsWith("Deployment kwala-web", StringComparison.Ordinal)
            && it.Contains("port", StringComparison.Ordinal));
    }

    private static async Task<string[]> Mistakes(IEnumerable<JsonNode> manifests)
    {
        var missing = await NodeServices.MissingReason();
        Skip.If(missing is not null, missing);
        var all = new JsonArray([.. manifests.Select(it => it.DeepClone())]);
        return JsonSerializer.Deserialize<string[]>(await NodeScript.Run("kubernetes.js", all.ToJsonString()))!;
    }
}
