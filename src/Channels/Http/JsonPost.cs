using System.Net.Sockets;
using Kwala.Channels.Secrets;

namespace Kwala.Channels.Http;

/// <summary>
/// Posts JSON once within a time limit and tells what can be proved. Throws nothing but the caller's cancellation.
/// </summary>
/// <param name="http">Made by <see cref="Handler"/>; its own time-out is off.</param>
/// <param name="scrubber">Cleans the reasons.</param>
/// <param name="time">Drives the time limit.</param>
/// <param name="bodySizeMax">How much of an answer's body is read, in bytes.</param>
internal sealed class JsonPost(HttpClient http, SecretScrubber scrubber, TimeProvider time, int bodySizeMax)
{
    private const int ReadSize = 16 * 1024;

    /// <summary>
    /// A handler that follows nothing, keeps nothing and tells nothing: no redirects, cookies or proxies (a proxy would
    /// resolve names past the address guard), and no tracing, which would record URLs and so a bot's token.
    /// </summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = 4096, // After that the connection is closed instead of used again.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    /// <summary>Sends the body to the URI with these headers.</summary>
    public async Task<HttpAnswer> Send(
        Uri uri,
        ReadOnlyMemory<byte> body,
        IEnumerable<KeyValuePair<string, string>> headers,
        TimeSpan timeLimit,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var content = new TrackedJson(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new HttpAnswer.Answered(
                (int)response.StatusCode, RetryAfter(response, time.GetUtcNow()),
                await ReadStart(response, bodySizeMax, either.Token));
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reason = scrubber.Reason(failure is OperationCanceledException
                ? $"No answer within {timeLimit.TotalSeconds:0.###} s."
                : Words(failure));
            return content.Started
                ? new HttpAnswer.NoAnswer(reason)
                : new HttpAnswer.NotSent(reason, failure.InnerException is ForbiddenAddress);
        }
    }

    /// <summary>
    /// The start of a body, at most so many bytes. A body that breaks off or never ends does not change what the status
    /// line said.
    /// </summary>
    public static async Task<ReadOnlyMemory<byte>> ReadStart(
        HttpResponseMessage response, int bodySizeMax, CancellationToken limit)
    {
        var buffer = new byte[Math.Min(ReadSize, bodySizeMax)];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit);
            while (length < bodySizeMax)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * length, bodySizeMax));
                var read = await body.ReadAsync(buffer.AsMemory(length), limit);
                if (read == 0) break;
                length += read;
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            // What came until then is the answer.
        }
        return buffer.AsMemory(0, length);
    }

    /// <summary>How long an answer asks to wait; null for not at all.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? asked?.Date - now;
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>What failed, without the URL.</summary>
    public static string Words(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: SocketException socket } http =>
            $"{http.HttpRequestError}: {socket.SocketErrorCode}.",
        HttpRequestException { InnerException: { } inner } http => $"{http.HttpRequestError}: {inner.Message}",
        _ => failure.Message,
    };
}
