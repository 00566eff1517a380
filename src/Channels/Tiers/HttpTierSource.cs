using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Kwala.Channels.Http;
using Kwala.Channels.Secrets;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Ports.Tiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Tiers;

/// <summary>
/// Asks the team's backend: GET with If-None-Match (RFC 9110), answered by <c>{"tier": "aggressive"}</c>, by
/// <c>{"tier": null}</c> or 404 for a wallet without one, or by 304. No redirect is followed, and what it answers is
/// bounded. So many questions are under way at a time; after a failure everybody rests.
/// </summary>
internal sealed partial class HttpTierSource : ITierSource, IDisposable
{
    private const int BodySizeMax = 16 * 1024, AttemptsMax = 6, WaitingMax = 10_000, NameLengthMax = 64;

    private readonly TierSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HttpTierSource> _logger;
    private readonly HttpClient _http = new(JsonPost.Handler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly SecretScrubber _scrubber;
    private readonly string? _token;
    private readonly string _host;
    private readonly SemaphoreSlim _places;
    private readonly TierRest _rest = new();
    private readonly CancellationTokenSource _stop = new();
    private int _waiting;

    public HttpTierSource(IOptions<TierSourceOptions> options, TimeProvider time, ILogger<HttpTierSource> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _token = TierSourceOptionsValidator.TokenOf(_options, out _);
        _scrubber = new SecretScrubber(_token, _options.Url);
        _host = new Uri(_options.Url).Host;
        _places = new SemaphoreSlim(_options.AtOnce);
    }

    public TimeSpan StaleAfter => _options.StaleAfter;

    public async Task<TierAnswer> Ask(Address wallet, string? etag, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        try
        {
            if (Interlocked.Increment(ref _waiting) > WaitingMax)
                return new TierAnswer.Unavailable("Too many wallets wait for their tiers.");
            await _places.WaitAsync(either.Token);
            try
            {
                return await AskUntilAnswered(wallet, etag, either.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TierAnswer.Unavailable("The process stops.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        // Its tokens are in use until those who wait have left.
        _stop.Cancel();
        _http.Dispose();
    }

    private async Task<TierAnswer> AskUntilAnswered(Address wallet, string? etag, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            while (_rest.Left(_time.GetUtcNow()) is { Ticks: > 0 } left)
                await Task.Delay(left, _time, cancellationToken);
            var asked = _time.GetUtcNow();
            var (answer, retry) = await Once(wallet, etag, cancellationToken);
            if (answer is not TierAnswer.Unavailable { Reason: var reason })
            {
                if (_rest.Answered())
                    LogBack(_host);
                return answer;
            }

            if (_rest.Failed(asked, _time.GetUtcNow(), retry?.After, TierFreshness.JitterOf(wallet)))
                LogAway(_host, reason);
            if (retry is null || attempt == AttemptsMax)
                return answer;
        }
    }

    // What may help if it is asked again, and when; null where the same would be answered.
    private readonly record struct Retry(TimeSpan? After);

    private async Task<(TierAnswer Answer, Retry? Retry)> Once(
        Address wallet, string? etag, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, UrlOf(wallet));
        request.Headers.Add("User-Agent", "Kwala-Tiers/1");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        if (EntityTagHeaderValue.TryParse(etag, out var tag))
            request.Headers.IfNoneMatch.Add(tag);
        try
        {
            using var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var fresh = TierFreshness.Of(
                response.Headers.CacheControl, response.Headers.Age, _options.AgeMax, wallet);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => (await Read(response, fresh, either.Token), null),
                HttpStatusCode.NotFound => (new TierAnswer.UnknownWallet(fresh), null),
                HttpStatusCode.NotModified when tag is not null => (new TierAnswer.Unchanged(fresh), null),
                HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= (HttpStatusCode)500 =>
                    (Refused(response), new Retry(JsonPost.RetryAfter(response, _time.GetUtcNow()))),
                _ => (Refused(response), null),
            };
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (
                Unavailable(failure is OperationCanceledException
                    ? $"No answer within {_options.TimeLimit.TotalSeconds:0.###} s."
                    : JsonPost.Words(failure)),
                new Retry(null));
        }
    }

    private static async Task<TierAnswer> Read(
        HttpResponseMessage response, TimeSpan fresh, CancellationToken cancellationToken)
    {
        var body = await JsonPost.ReadStart(response, BodySizeMax + 1, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (body.Length > BodySizeMax)
            return new TierAnswer.Unavailable($"The answer is larger than {BodySizeMax} bytes.");
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("tier", out var tier)
                ? TierOf(tier, response.Headers.ETag?.ToString(), fresh)
                : new TierAnswer.Unavailable("The answer is no JSON object with the member \"tier\".");
        }
        catch (JsonException)
        {
            return new TierAnswer.Unavailable("The answer is no JSON.");
        }
    }

    private static TierAnswer TierOf(JsonElement tier, string? etag, TimeSpan fresh) => tier.ValueKind switch
    {
        JsonValueKind.Null => new TierAnswer.UnknownWallet(fresh),
        JsonValueKind.String when tier.GetString() is { Length: > 0 and <= NameLengthMax } name
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') =>
            new TierAnswer.Found(new TierName(name), etag, fresh),
        _ => new TierAnswer.Unavailable("The answer's \"tier\" is no name of 1 to 64 of a-z, 0-9 and hyphen."),
    };

    private TierAnswer.Unavailable Refused(HttpResponseMessage response) =>
        Unavailable($"It answers {(int)response.StatusCode}.");

    private TierAnswer.Unavailable Unavailable(string reason) => new(_scrubber.Reason(reason));

    private Uri UrlOf(Address wallet) =>
        new(_options.Url.Replace(TierSourceOptions.Placeholder, wallet.ToString(), StringComparison.Ordinal));
}
