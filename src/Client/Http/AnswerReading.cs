using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Kwala.Client.Http.Shapes;

namespace Kwala.Client.Http;

/// <summary>
/// Makes a value of whatever comes back. What answers may be anything at all: no more than a limit is read, and no text
/// is passed on with the key in it.
/// </summary>
/// <param name="host">Who is asked, in words.</param>
/// <param name="key">What no reason may hold.</param>
/// <param name="time">For <c>Retry-After</c> as a date.</param>
internal sealed class AnswerReading(string host, ApiKey key, TimeProvider time)
{
    private const int BodyBytesMax = 16 * 1024 * 1024;
    private const int TextLengthMax = 1000;
    private const int MistakesMax = 100;

    private static readonly int[] ComeBack = [429, 502, 503];

    /// <summary>The answer as a value.</summary>
    public async Task<HttpAnswer> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await AnswerBody.Read(response.Content, BodyBytesMax, cancellationToken);
        return (int)response.StatusCode switch
        {
            _ when body is null => NotUnderstood($"more than {BodyBytesMax / 1024 / 1024} MB"),
            >= 200 and < 300 => new HttpAnswer.Given(body.Value, response.Headers.ETag?.Tag.Trim('"')),
            >= 300 and < 400 => new HttpAnswer.None(
                $"{host} sends elsewhere (HTTP status {(int)response.StatusCode}), which is not followed with the key: "
                + "set BaseAddress to where the HTTP API itself is."),
            var status => Refusal(response, status, body.Value),
        };
    }

    /// <summary>An answer that is not what the API answers.</summary>
    /// <param name="what">What came instead.</param>
    public HttpAnswer.None NotUnderstood(string what) => new(
        $"{host} answered {Clean(what)}, which this client does not understand: is BaseAddress the HTTP API of a "
        + "deployment, of no other version?");

    /// <summary>No answer.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="limit">How long an answer was waited for.</param>
    public HttpAnswer.None Failure(Exception failure, TimeSpan limit) => failure switch
    {
        OperationCanceledException => new(string.Create(
            CultureInfo.InvariantCulture, $"{host} did not answer within {limit.TotalSeconds:0.###} s.")),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
            $"No secure connection to {host} comes about: its certificate is not trusted here, or it speaks no TLS."),
        HttpRequestException { InnerException: SocketException socket } => new(
            $"{host} cannot be reached: {socket.SocketErrorCode}.", IsTransient: true),
        HttpRequestException { HttpRequestError: var error } => new(
            $"The connection to {host} failed: {error}.", IsTransient: true),
        IOException => new($"The connection to {host} broke.", IsTransient: true),
        _ => new(Clean($"Asking {host} failed: {failure.GetType().Name}: {failure.Message}")),
    };

    private HttpAnswer Refusal(HttpResponseMessage response, int status, ReadOnlyMemory<byte> body)
    {
        var isTransient = ComeBack.Contains(status);
        var after = isTransient ? RetryAfter(response) : null;
        if (ProblemOf(body) is { Kind: { } kind } problem)
            return isTransient || ProblemKind.Passing.Contains(kind)
                ? new HttpAnswer.None(problem.Words, isTransient, after)
                : new HttpAnswer.Refused(problem);

        // What stands in front of a deployment has other words for "not now" and "not you".
        return isTransient
            ? new HttpAnswer.None($"{host} cannot answer now (HTTP status {status}).", isTransient, after)
            : NotUnderstood($"with HTTP status {status} and without a problem of ours");
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        return (asked?.Delta ?? asked?.Date - time.GetUtcNow()) is { } wait && wait > TimeSpan.Zero ? wait : null;
    }

    private ProblemResource? ProblemOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            var problem = JsonSerializer.Deserialize(body.Span, ClientJson.Default.ProblemResource);
            return problem is null ? null : problem with
            {
                Detail = Clean(problem.Detail),
                Errors = problem.Errors is null ? null :
                [
                    .. problem.Errors.Where(it => it is not null).Take(MistakesMax)
                        .Select(it => it with { Detail = Clean(it.Detail) }),
                ],
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // For logs and screens: one line, of bounded length.
    private string Clean(string text)
    {
        var line = string.Concat(key.RemovedFrom(text).Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length > TextLengthMax ? line[..TextLengthMax] + "…" : line;
    }
}

/// <summary>Reads a body without trusting its length.</summary>
internal static class AnswerBody
{
    private const int ChunkSize = 16 * 1024;

    /// <summary>The whole body, or null when it is larger than allowed.</summary>
    public static async Task<ReadOnlyMemory<byte>?> Read(
        HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > bytesMax)
            return null;
        using var body = new MemoryStream();
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var chunk = new byte[ChunkSize];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > bytesMax)
                return null;
            body.Write(chunk, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
