using System.Text.Json;
using Kwala.Channels.Http;
using Kwala.Channels.Secrets;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Telegram;

/// <summary>The Bot API's answer to a method, as far as it said anything that could be read.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Ok">The field "ok"; null when the answer was not the API's JSON.</param>
/// <param name="Result">The field "result" of a successful call.</param>
/// <param name="Description">The API's words, scrubbed.</param>
/// <param name="RetryAfter">What <c>parameters.retry_after</c> or the header asked for.</param>
/// <param name="MigrateToChatId">The group's new id, from <c>parameters.migrate_to_chat_id</c>.</param>
internal sealed record BotAnswer(
    int Status, bool? Ok, JsonElement Result, string Description, TimeSpan? RetryAfter, long? MigrateToChatId);

/// <summary>How a call of the Bot API ended.</summary>
internal abstract record BotCall
{
    private BotCall()
    {
    }

    public sealed record Answered(BotAnswer Answer) : BotCall;

    public sealed record NotSent(string Reason) : BotCall;

    public sealed record NoAnswer(string Reason) : BotCall;

    public T Match<T>(Func<BotAnswer, T> answered, Func<string, T> notSent, Func<string, T> noAnswer) => this switch
    {
        Answered it => answered(it.Answer),
        NotSent it => notSent(it.Reason),
        NoAnswer it => noAnswer(it.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>
/// Calls methods of the Bot API (core.telegram.org/bots/api). The token is in the path, so no URL leaves this class.
/// </summary>
internal sealed class BotApi : IDisposable
{
    // Twenty updates, each a message of at most 4096 characters with its entities and the message that it replies to.
    private const int AnswerSizeMax = 4 * 1024 * 1024;

    private readonly HttpClient _http = new(JsonPost.Handler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly JsonPost _post;
    private readonly Uri _root;

    public BotApi(IOptions<TelegramOptions> options, TimeProvider time)
    {
        var token = SecretText.Read("BotToken", options.Value.BotToken, options.Value.BotTokenFile, out _)
            ?? throw new InvalidOperationException("The bot token is missing although the options were validated.");
        Scrubber = new SecretScrubber(token, token[(token.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        _post = new JsonPost(_http, Scrubber, time, AnswerSizeMax);
        _root = new Uri($"{options.Value.BaseUrl.AbsoluteUri.TrimEnd('/')}/bot{token}/");
    }

    /// <summary>Knows the token.</summary>
    public SecretScrubber Scrubber { get; }

    /// <summary>Calls a method with its parameters as one JSON object.</summary>
    public async Task<BotCall> Call(
        string method, object parameters, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(parameters);
        var answer = await _post.Send(new Uri(_root, method), body, [], timeLimit, cancellationToken);
        return answer.Match<BotCall>(
            answered => new BotCall.Answered(Read(answered)),
            notSent => new BotCall.NotSent(notSent.Reason),
            noAnswer => new BotCall.NoAnswer(noAnswer.Reason));
    }

    public void Dispose() => _http.Dispose();

    private BotAnswer Read(HttpAnswer.Answered answered)
    {
        try
        {
            using var json = JsonDocument.Parse(answered.Body);
            var root = json.RootElement;
            var parameters = root.TryGetProperty("parameters", out var given) ? given : default;
            return new BotAnswer(
                answered.Status,
                root.TryGetProperty("ok", out var ok) ? ok.GetBoolean() : null,
                root.TryGetProperty("result", out var result) ? result.Clone() : default,
                Scrubber.Reason(root.TryGetProperty("description", out var said) ? said.GetString() ?? "" : ""),
                Number(parameters, "retry_after") is > 0 and <= 86_400 and var wait
                    ? TimeSpan.FromSeconds(wait)
                    : answered.RetryAfter,
                Number(parameters, "migrate_to_chat_id"));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            var words = $"HTTP {answered.Status} without the Bot API's JSON.";
            return new BotAnswer(answered.Status, null, default, words, answered.RetryAfter, null);
        }
    }

    private static long? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
