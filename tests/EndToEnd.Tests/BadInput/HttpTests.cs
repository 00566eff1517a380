using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kwala.EndToEnd.Tests.Fixture;

namespace Kwala.EndToEnd.Tests.BadInput;

/// <summary>What the whole house answers over HTTP to input that it cannot take. Needs no node.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    private const string Wallet = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";

    private readonly Fixture.Deployment _deployment = new Fixture.Deployment(
            new Uri("http://127.0.0.1:1/"), Fixture.Deployment.HealthFactorWorkflow())
        .WithWebhook(new Uri("http://127.0.0.1:1/hook"));

    private readonly HttpClient _http = new();
    private RunningKwala? _kwala;

    public async Task InitializeAsync()
    {
        _deployment.Settings["Kwala:Channels:Webhook:OwnerKeys:0"] = Convert.ToBase64String(new byte[32]);
        _kwala = await RunningKwala.Start(_deployment);
        _http.BaseAddress = _kwala.Api;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Fixture.Deployment.ApiKey);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");
        _http.DefaultRequestHeaders.ExpectContinue = true;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _kwala!.DisposeAsync();
        _deployment.Dispose();
    }

    [Theory]
    [InlineData(Wallet, "{\"tier\": \"standard\"}", 200, "standard")]
    [InlineData("0xD8da6bf26964af9d7eed9e03e53415d37aa96045", "{}", 400, "EIP-55")]
    [InlineData(Wallet, "{\"contacts\": {\"webhook\": {\"address\": \"https://169.254.169.254/\"}}}", 400, "private")]
    [InlineData(Wallet, "{\"contacts\": {\"webhook\": {\"address\": \"https://[::ffff:10.0.0.1]/\"}}}", 400, "private")]
    public async Task Preferences_that_cannot_be_taken_are_refused_with_the_reason_and_change_nothing(
        string wallet, string body, int status, string words)
    {
        var (answered, text) = await Put($"/v1/wallets/{wallet}/preferences", body, "application/json");

        Assert.Equal((HttpStatusCode)status, answered);
        Assert.Contains(words, text, StringComparison.Ordinal);
        if (status != 200)
            Assert.DoesNotContain(
                "webhook", await _http.GetStringAsync($"/v1/wallets/{Wallet}/preferences"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferences_of_ten_megabytes_are_refused_by_their_size()
    {
        var (status, text) = await Put(
            $"/v1/wallets/{Wallet}/preferences", new string(' ', 10 * 1024 * 1024), "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("too-large", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workflow_with_ten_mistakes_gets_all_of_them_with_their_places_and_is_not_taken()
    {
        // It is for the preferences; a workflow has no conditions.
        _http.DefaultRequestHeaders.Remove("If-Match");
        var (status, text) = await Put("/v1/workflows/drift", """
            workflow: drift
            lanes: critical
            trigger:
              chain: locall
              contract: "0x1234"
              event: HealthFactorUpdated(address indexed user, uint256 healthFactor)
            wallet: usr
            value: healthFactor / 1e
            alert: belo
            tiers: { standard: 1.30 }
            rearm: 5 %%
            default-tier: standart
            actions:
              default: { channels: [mail], urgency: urgnt }
            """, "application/yaml");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(10, problem.RootElement.GetProperty("errors").GetArrayLength());
        Assert.Contains("did you mean", text, StringComparison.Ordinal);
        Assert.DoesNotContain("drift", await _http.GetStringAsync("/v1/workflows"), StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Text)> Put(string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await _http.PutAsync(path, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
