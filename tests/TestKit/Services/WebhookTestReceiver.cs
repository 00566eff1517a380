using System.Text.Json;

namespace Kwala.TestKit.Services;

/// <summary>A request as the receiver saw it.</summary>
/// <param name="Path">What was asked.</param>
/// <param name="Verified">Whether the reference library of Standard Webhooks accepted its signature.</param>
/// <param name="Problem">What that library said against it.</param>
/// <param name="Headers">Name in lower case to value.</param>
/// <param name="Body">The text of the body.</param>
public sealed record ReceivedWebhook(
    string Path, bool Verified, string? Problem, Dictionary<string, string> Headers, string Body);

/// <summary>
/// A receiver that verifies with the reference library of Standard Webhooks. The path decides its answer: see
/// <c>tests/services/webhook.js</c>.
/// </summary>
public sealed class WebhookTestReceiver : IAsyncDisposable
{
    private readonly NodeService _service;

    private WebhookTestReceiver(NodeService service) => _service = service;

    /// <summary>Its root.</summary>
    public Uri Url => new($"http://127.0.0.1:{_service.Port}/");

    /// <summary>Starts a receiver that knows one secret (<c>whsec_</c> and base64).</summary>
    public static async Task<WebhookTestReceiver> Start(string secret) =>
        new(await NodeService.Start("webhook.js", secret));

    /// <summary>Verifies with this secret from now on; that of an owner is derived from the receiver's URL.</summary>
    public async Task Know(string secret)
    {
        using var http = new HttpClient();
        using var content = new StringContent(secret);
        (await http.PutAsync(new Uri(Url, "secret"), content)).EnsureSuccessStatusCode();
    }

    /// <summary>The next request that it saw.</summary>
    public async Task<ReceivedWebhook> NextRequest(CancellationToken cancellationToken = default) =>
        JsonSerializer.Deserialize<ReceivedWebhook>(
            await _service.NextLine("received ", cancellationToken), JsonSerializerOptions.Web)!;

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
