using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>What the HTTP API answered; <see cref="Body"/> is undefined where it is no JSON document.</summary>
internal sealed record Reply(HttpStatusCode Status, string? Tag, string Text, JsonElement Body)
{
    /// <summary>The body's member, in a dotted path.</summary>
    public JsonElement this[string path] =>
        path.Split('.').Aggregate(Body, (element, name) => element.GetProperty(name));

    /// <summary>The items of a list.</summary>
    public JsonElement[] Items => [.. this["items"].EnumerateArray()];

    /// <summary>The places that a refusal's errors name, with their words.</summary>
    public (string? Pointer, string Detail)[] Errors => [.. this["errors"].EnumerateArray().Select(error => (
        error.TryGetProperty("pointer", out var pointer) ? pointer.GetString() : null,
        error.GetProperty("detail").GetString()!))];

    /// <summary>The kind of refusal, without its prefix.</summary>
    public string Problem => this["type"].GetString()!.Split(':')[^1];
}

/// <summary>A caller of the HTTP API with one key, or with none.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;

    public Api(RunningKwala kwala, string? key)
    {
        _http = new HttpClient { BaseAddress = kwala.Api };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<Reply> Get(string path, string? ifNoneMatch = null) =>
        Send(HttpMethod.Get, path, null, ("If-None-Match", ifNoneMatch));

    public Task<Reply> Put(string path, string body, string? ifMatch = null, string type = "application/json") =>
        Send(HttpMethod.Put, path, Content(body, type), ("If-Match", ifMatch));

    public Task<Reply> Patch(string path, string body) =>
        Send(HttpMethod.Patch, path, Content(body, "application/merge-patch+json"));

    public Task<Reply> Post(string path, string? body = null, string type = "application/x-www-form-urlencoded") =>
        Send(HttpMethod.Post, path, body is null ? null : Content(body, type));

    public Task<Reply> Delete(string path) => Send(HttpMethod.Delete, path, null);

    public void Dispose() => _http.Dispose();

    private static StringContent Content(string body, string type) =>
        new(body, Encoding.UTF8, new MediaTypeHeaderValue(type));

    private async Task<Reply> Send(
        HttpMethod method, string path, HttpContent? content, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType
            is "application/json" or "application/problem+json";
        return new Reply(
            response.StatusCode,
            response.Headers.ETag?.ToString(),
            text,
            isJson ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }
}
