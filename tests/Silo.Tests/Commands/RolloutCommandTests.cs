using System.Net.Http.Headers;
using System.Text.Json;
using Kwala.Silo.Commands;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Commands;

/// <summary><c>kwala rollout</c>, against a deployment that runs.</summary>
public sealed class RolloutCommandTests
{
    private static readonly Dictionary<string, string> Key = new() { ["KWALA_API_KEY"] = Scene.ApiKey };

    [Fact]
    public async Task Candidate_goes_from_shadow_over_a_share_to_all_wallets_and_back()
    {
        await using var scene = await Scene.Set();
        await using var kwala = scene.Run();
        using var api = await Scene.Ready(kwala);
        var live = File.ReadAllText(scene.Workflow).Replace("liquidation-risk", "mine", StringComparison.Ordinal);
        var put = new StringContent(live, MediaTypeHeaderValue.Parse("application/yaml"));
        (await api.PutAsync("v1/workflows/mine", put)).EnsureSuccessStatusCode();
        var file = scene.At("mine.yaml");
        await File.WriteAllTextAsync(file, live.Replace("1.30", "1.40", StringComparison.Ordinal));

        var first = Line(await Rollout(api, "status", "mine", "--json"));
        var started = Line(await Rollout(api, "start", file, "--shadow", "--json"));
        Assert.Equal((true, 0), (started.GetProperty("shadow").GetBoolean(), started.GetProperty("percent").GetInt32()));
        Assert.Equal(Text(first, "live"), Text(started, "live"));
        // The first ones may be decided before the silo knows of the candidate.
        await Scene.Becomes(async () =>
        {
            await Scene.HasRead(api, scene.Report(1.35m));
            return Line(await Rollout(api, "diff", "mine", "--json"))
                .GetProperty("totals").GetProperty("gained").GetInt32() == 1;
        });
        var lines = (await Rollout(api, "diff", "mine", "--json")).Output;
        Assert.Equal(["shadow", "tier", "sample"], lines.Select(line => Text(Parse(line), "type")));
        Assert.Equal("notify", Text(Parse(lines[2]).GetProperty("candidate"), "outcome"));
        var table = string.Join('\n', (await Rollout(api, "diff", "mine")).Output);
        Assert.Contains("wallets gaining", table, StringComparison.Ordinal);
        Assert.Contains(Scene.Wallet.ToString(), table, StringComparison.Ordinal);

        var some = Line(await Rollout(api, "start", file, "--percent", "10", "--json"));
        Assert.Equal((false, 10), (some.GetProperty("shadow").GetBoolean(), some.GetProperty("percent").GetInt32()));
        var all = Line(await Rollout(api, "promote", "mine", "--json"));
        Assert.Equal(Text(some, "candidate"), Text(all, "live"));
        Assert.Equal(JsonValueKind.Null, all.GetProperty("candidate").ValueKind);
        var unsaid = await Rollout(api, ExitCode.Failed, "rollback", "mine");
        Assert.Contains("has no candidate to take back", unsaid.ErrorText, StringComparison.Ordinal);
        var back = Line(await Rollout(api, "rollback", "mine", "--to", Text(first, "live"), "--json"));
        Assert.Equal(Text(first, "live"), Text(back, "live"));

        await Rollout(api, "start", file, "--percent", "10");
        var taken = await Rollout(api, "rollback", "mine");
        Assert.Contains("one version decides for all wallets", string.Join('\n', taken.Output), StringComparison.Ordinal);
        Assert.Contains("no candidate", (await Rollout(api, ExitCode.Failed, "promote", "mine")).ErrorText, StringComparison.Ordinal);
        Assert.Contains("nobody", (await Rollout(api, ExitCode.Failed, "status", "nobody")).ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_command_line_is_told_at_once()
    {
        await using var kwala = KwalaCommand.StartWith(
            new() { ["KWALA_API_KEY"] = "" }, "rollout", "status", "mine", "--url", "ftp://host");

        var ended = await kwala.End();

        Assert.Equal(ExitCode.BadUsage, ended.Status);
        Assert.Contains("--url: give an http or https URL", ended.ErrorText, StringComparison.Ordinal);
        Assert.Contains("KWALA_API_KEY: put an operator's API key", ended.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workflow: 7", "--shadow", "mine.yaml:1:")]
    [InlineData(null, "--shadow", "cannot be read")]
    [InlineData("", "--percent=0", "--percent: give 1 to 100")]
    [InlineData("", "--percent=101", "--percent: give 1 to 100")]
    public async Task Start_says_what_is_wrong_before_it_asks_anybody(string? text, string how, string mistake)
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "mine.yaml");
        if (text is not null)
            await File.WriteAllTextAsync(file, text.Length > 0 ? text : File.ReadAllText(
                Sources.At("samples", "workflows", "liquidation-risk.yaml")));

        await using var kwala = KwalaCommand.StartWith(
            Key, "rollout", "start", file, how, "--url", "http://127.0.0.1:9");
        var ended = await kwala.End();

        Assert.Equal(ExitCode.BadUsage, ended.Status);
        Assert.Contains(mistake, ended.ErrorText, StringComparison.Ordinal);
    }

    private static Task<Ended> Rollout(HttpClient api, params string[] arguments) =>
        Rollout(api, ExitCode.Done, arguments);

    private static async Task<Ended> Rollout(HttpClient api, int status, params string[] arguments)
    {
        await using var kwala = KwalaCommand.StartWith(
            Key, ["rollout", .. arguments, "--url", api.BaseAddress!.ToString()]);
        var ended = await kwala.End();
        Assert.True(ended.Status == status, ended.ErrorText);
        Assert.DoesNotContain(Scene.ApiKey, ended.ErrorText, StringComparison.Ordinal);
        return ended;
    }

    private static JsonElement Line(Ended ended) => Parse(ended.Output[0]);

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("kwala-rollout-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
