using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Kwala.Client.Http;
using Kwala.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kwala.Client.Tests.Fixture;

/// <summary>One request as it was sent.</summary>
internal sealed record Asked(string Method, string PathAndQuery, string? Authorization, string? IfMatch, string Body);

/// <summary>
/// A client over HTTP whose answers are written by the test, one after the other, the last one again and again; its
/// clock moves by the test's hand, and its pauses have no jitter.
/// </summary>
internal sealed class ScriptedApi : HttpMessageHandler
{
    public const string Key = "scripted-key-0123456789abcdef";

    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = [];

    public ScriptedApi(Action<KwalaHttpOptions>? configure = null)
    {
        var options = new KwalaHttpOptions { BaseAddress = new Uri("https://kwala.example.org/at"), ApiKey = Key, Handler = this };
        configure?.Invoke(options);
        var factory = LoggerFactory.Create(log => log.AddProvider(Log).SetMinimumLevel(LogLevel.Trace));
        Client = new HttpKwalaClient(new HttpExchange(
            Options.Create(options), Time, factory.CreateLogger<HttpExchange>(), () => 0));
    }

    public IKwalaClient Client { get; }

    public FakeTime Time { get; } = new();

    public RecordedLog Log { get; } = new();

    public ConcurrentQueue<Asked> Requests { get; } = [];

    /// <summary>The next answer.</summary>
    public ScriptedApi Answers(
        HttpStatusCode status, string body = "", string? tag = null, int? retryAfter = null, string? location = null) =>
        Answers(_ => Task.FromResult(Message(status, new StringContent(body, Encoding.UTF8, "application/json"), tag, retryAfter, location)));

    /// <summary>The next answer, with this body.</summary>
    public ScriptedApi Answers(HttpContent body) =>
        Answers(_ => Task.FromResult(Message(HttpStatusCode.OK, body, null, null, null)));

    /// <summary>The next answer is a refusal of this kind.</summary>
    public ScriptedApi Refuses(HttpStatusCode status, string kind, string detail = "Because.", int? retryAfter = null) =>
        Answers(
            status,
            $$"""{"type":"urn:kwala:problem:{{kind}}","title":"No.","status":{{(int)status}},"detail":"{{detail}}"}""",
            retryAfter: retryAfter);

    /// <summary>The next answer does not come, for this reason.</summary>
    public ScriptedApi Fails(Exception failure) => Answers(_ => Task.FromException<HttpResponseMessage>(failure));

    /// <summary>The next answer does not come at all.</summary>
    public ScriptedApi Hangs() => Answers(async end =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        throw new System.Diagnostics.UnreachableException();
    });

    public ScriptedApi Answers(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(new Asked(
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            request.Headers.Authorization?.ToString(),
            request.Headers.TryGetValues("If-Match", out var tags) ? string.Join(',', tags) : null,
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        var answer = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        return await answer(cancellationToken);
    }

    private static HttpResponseMessage Message(
        HttpStatusCode status, HttpContent body, string? tag, int? retryAfter, string? location)
    {
        var message = new HttpResponseMessage(status) { Content = body };
        if (tag is not null)
            message.Headers.TryAddWithoutValidation("ETag", $"\"{tag}\"");
        if (retryAfter is { } seconds)
            message.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        if (location is not null)
            message.Headers.Location = new Uri(location);
        return message;
    }
}
