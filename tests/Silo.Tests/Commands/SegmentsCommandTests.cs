using System.Net.Http.Headers;
using System.Text.Json;
using Kwala.Silo.Commands;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Commands;

/// <summary><c>kwala segments</c>, against a deployment that runs.</summary>
public sealed class SegmentsCommandTests
{
    private static readonly Dictionary<string, string> Key = new() { ["KWALA_API_KEY"] = Scene.ApiKey };

    [Fact]
    public async Task Segments_are_listed_with_how_many_wallets_belong()
    {
        await using var scene = await Scene.Set();
        scene.Settings["Kwala:Segments:Where:bold"] = "isAggressive";
        await using var kwala = scene.Run();
        using var api = await Scene.Ready(kwala);
        using var patch = new StringContent(
            """{"tier": "aggressive"}""", MediaTypeHeaderValue.Parse("application/merge-patch+json"));
        (await api.PatchAsync($"v1/wallets/{Scene.Wallet}/preferences", patch)).EnsureSuccessStatusCode();

        var line = JsonDocument.Parse(Assert.Single((await Segments(api, "--json")).Output)).RootElement;
        var table = string.Join('\n', (await Segments(api)).Output);

        Assert.Equal(
            ("segment", "bold", "isAggressive", 1),
            (line.GetProperty("type").GetString(), line.GetProperty("name").GetString(),
                line.GetProperty("condition").GetString(), line.GetProperty("wallets").GetInt32()));
        Assert.Matches($"bold +1 +{line.GetProperty("version").GetString()} +isAggressive", table);
    }

    [Fact]
    public async Task Deployment_without_segments_says_so()
    {
        await using var scene = await Scene.Set();
        await using var kwala = scene.Run();
        using var api = await Scene.Ready(kwala);

        Assert.Equal(["The deployment has no segments."], (await Segments(api)).Output);
        Assert.Empty((await Segments(api, "--json")).Output);
    }

    private static async Task<Ended> Segments(HttpClient api, params string[] arguments)
    {
        await using var kwala = KwalaCommand.StartWith(
            Key, ["segments", .. arguments, "--url", api.BaseAddress!.ToString()]);
        var ended = await kwala.End();
        Assert.True(ended.Status == ExitCode.Done, ended.ErrorText);
        return ended;
    }
}
