using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kwala.Client.Http;

/// <summary>
/// Asks the HTTP API, and asks again where that is promising. Every failure is a value; only the caller's cancellation
/// throws.
/// </summary>
internal sealed partial class HttpExchange : IDisposable
{
    private readonly KwalaHttpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HttpExchange> _log;
    private readonly ApiKey _key;
    private readonly Uri _base;
    private readonly HttpClient _http;
    private readonly Func<double> _random;

    /// <param name="options">Whom to ask, and how patiently.</param>
    /// <param name="time">Drives time limits and pauses.</param>
    /// <param name="log">Hears of what is asked again and of what nobody answers.</param>
    /// <param name="random">From 0 to 1, on any thread; spreads the pauses of many clients.</param>
    /// <exception cref="OptionsValidationException">The options have mistakes: all of them.</exception>
    public HttpExchange(
        IOptions<KwalaHttpOptions> options, TimeProvider time, ILogger<HttpExchange> log, Func<double>? random = null)
    {
        (_options, _time, _log, _random) = (options.Value, time, log, random ?? OwnRandom());
        _key = ApiKey.Of(_options) is ApiKeyReading.Usable usable
            ? usable.Key
            : throw new InvalidOperationException("The API key was there when it was checked and is not there now.");
        _base = new Uri(_options.BaseAddress!.AbsoluteUri.TrimEnd('/') + "/");
        Reading = new AnswerReading(_base.Authority, _key, time);
        _http = new HttpClient(_options.Handler ?? OwnHandler(), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan, // Every attempt has its own, by the clock that was given.
        };
    }

    /// <summary>How answers are read.</summary>
    public AnswerReading Reading { get; }

    /// <summary>Sends a request until it is answered, refused or given up.</summary>
    public async Task<HttpAnswer> Ask(HttpQuestion question, CancellationToken cancellationToken)
    {
        var attempts = StartAttempts();
        while (true)
        {
            using var opened = await Open(question, cancellationToken);
            var answer = await opened.Whole();
            if (answer is HttpAnswer.None failure)
            {
                if (await Again(attempts, failure, cancellationToken))
                    continue;
                LogUnanswered(question.Method, question.Path, failure.Reason);
            }

            return answer with { Repeated = attempts.Repeated };
        }
    }

    /// <summary>Sends a request once; what comes back is read as it comes.</summary>
    public async Task<OpenAnswer> Open(HttpQuestion question, CancellationToken cancellationToken)
    {
        var limit = new TimeLimit(_options.TimeLimit, _time, cancellationToken);
        try
        {
            return await limit.Take(
                async token =>
                {
                    using var request = Request(question);
                    var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                    return new OpenAnswer(Reading, limit, response);
                },
                e => new OpenAnswer(Reading, limit, Reading.Failure(e, limit.Length)));
        }
        catch (OperationCanceledException)
        {
            limit.Dispose();
            throw;
        }
    }

    /// <summary>The attempts at one request, before the first.</summary>
    public Attempts StartAttempts() => new(_options, _time, _random);

    /// <summary>Ends when it is time to send it again; false where it is not sent again.</summary>
    public async Task<bool> Again(Attempts attempts, HttpAnswer.None failure, CancellationToken cancellationToken)
    {
        var again = await attempts.Again(failure, cancellationToken);
        if (again)
            LogRepeated(failure.Reason);
        return again;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpQuestion question)
    {
        var request = new HttpRequestMessage(question.Method, new Uri(_base, question.Path));
        request.Headers.Authorization = _key.Header;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (question.IfMatch is { } tag)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        if (question.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(question.ContentType);
        }

        return request;
    }

    private static Func<double> OwnRandom()
    {
        var random = new Random();
        return () =>
        {
            lock (random)
                return random.NextDouble();
        };
    }

    private static SocketsHttpHandler OwnHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A deployment behind a name that moves (a rolling update) is found again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Asking again: {Reason}")]
    private partial void LogRepeated(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} gave no answer: {Reason}")]
    private partial void LogUnanswered(HttpMethod method, string path, string reason);
}
