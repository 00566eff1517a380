using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using Kwala.Demo;
using Kwala.Demo.Story;

namespace Kwala.Client.Tests.Samples;

/// <summary><c>samples/Backend</c> as people run it, against <c>kwala run</c>: each a process of its own.</summary>
public sealed class BackendTests : IAsyncLifetime
{
    private const string Key = "backend-sample-operator-key-0123456789abcdef";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kwala-backend-");
    private DemoWorld _world = null!;

    public async Task InitializeAsync() => _world = await DemoWorld.Start(TimeProvider.System, default);

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Backend_sets_its_users_tiers_puts_its_workflow_and_tells_why_a_wallet_was_notified()
    {
        await using var kwala = RunningProgram.Start("kwala.dll", [], "run", "--config", Configuration());
        await using var backend = RunningProgram.Start("Kwala.Backend.dll", Reaching(await kwala.Listens()), "--urls", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await backend.Listens() };
        var (aggressive, standard, typo) = (Wallet(1), Wallet(2), Wallet(3));

        var tiers = await Put(http, "tiers", $"wallet,tier\n{aggressive},aggressive\n{typo},agressive\n{standard},\n");
        var workflow = await Put(http, "workflows/second", Yaml.Replace("liquidation-risk", "second", StringComparison.Ordinal));
        var owned = await Put(http, "workflows/liquidation-risk", Yaml);
        // Between the two tiers' thresholds: who chose the aggressive one is not told.
        _world.Chain.Mine(
            TimeProvider.System.GetUtcNow(),
            new[] { aggressive, standard }.Select(wallet => Plot.Health(Cast.EthMarket, wallet, 1.2m)));
        var why = "";
        await Eventually.Holds(async () =>
            (why = await http.GetStringAsync(new Uri($"wallets/{standard}/why", UriKind.Relative))).Contains("notify", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, tiers.Status);
        Assert.Contains($"{typo} refused: No workflow has a tier \"agressive\"", tiers.Text, StringComparison.Ordinal);
        Assert.EndsWith("3 of 3 done, 2 set\n", tiers.Text, StringComparison.Ordinal);
        Assert.Matches("^second is live as 0x[0-9a-f]{64}\\.\n$", workflow.Text);
        Assert.Equal(HttpStatusCode.Conflict, owned.Status);
        Assert.Contains("liquidation-risk.yaml", owned.Text, StringComparison.Ordinal);
        Assert.Contains("liquidation-risk: notify", why, StringComparison.Ordinal);
        Assert.Contains("1.2", why, StringComparison.Ordinal);
        Assert.Equal("Nothing was decided yet.\n", await http.GetStringAsync(new Uri($"wallets/{aggressive}/why", UriKind.Relative)));
        Assert.DoesNotContain(Key, backend.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_file_with_mistakes_sets_nothing_and_is_answered_with_all_of_them()
    {
        await using var backend = RunningProgram.Start(
            "Kwala.Backend.dll", Reaching(new Uri("http://127.0.0.1:1")), "--urls", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = await backend.Listens() };

        var answer = await Put(http, "tiers", $"0x12,standard\n{Wallet(1)},standard\nnothing\n");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(["line 1", "line 3"], answer.Text.Trim().Split('\n').Select(line => line.Split(':')[0]));
    }

    [Theory]
    [InlineData("Kwala__Client__Http__BaseAddress", "", "Kwala:Client:Http:BaseAddress is not set")]
    [InlineData("Kwala__Client__Http__ApiKey", "", "Kwala:Client:Http:ApiKey is missing")]
    public async Task Missing_setting_ends_the_start_with_one_line_that_says_what_to_set(string setting, string value, string words)
    {
        var environment = Reaching(new Uri("http://127.0.0.1:1"));
        environment[setting] = value;
        await using var backend = RunningProgram.Start("Kwala.Backend.dll", environment, "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, await backend.End());
        Assert.Contains(words, backend.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", backend.Said, StringComparison.Ordinal);
    }

    private static string Yaml => File.ReadAllText(Path.Combine(
        TestKit.Services.NodeServices.TestsFolder, "..", "samples", "workflows", "liquidation-risk.yaml"));

    private static Dictionary<string, string> Reaching(Uri api) => new()
    {
        ["Kwala__Client__Http__BaseAddress"] = api.ToString(),
        ["Kwala__Client__Http__ApiKey"] = Key,
        ["Kwala__Client__Http__Retries"] = "0",
    };

    private string Configuration()
    {
        var settings = _world.Configuration(_folder.FullName);
        settings["Kwala:Web:Keys:0:Name"] = "backend";
        settings["Kwala:Web:Keys:0:Role"] = "operator";
        settings["Kwala:Web:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        settings["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information";
        var path = Path.Combine(_folder.FullName, "kwala.json");
        File.WriteAllText(path, JsonSerializer.Serialize(settings));
        return path;
    }

    private static async Task<(HttpStatusCode Status, string Text)> Put(HttpClient http, string path, string body)
    {
        using var answer = await http.PutAsync(new Uri(path, UriKind.Relative), new StringContent(body));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Address Wallet(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Fill((byte)(0xd0 + number));
        return Address.FromBytes(bytes);
    }
}
