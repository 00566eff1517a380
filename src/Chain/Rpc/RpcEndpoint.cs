using System.Net;
using System.Net.Http.Headers;
using Kwala.Core.Evm;
using Polly;
using Polly.Retry;

namespace Kwala.Chain.Rpc;

/// <summary>
/// One node's HTTP address. Every failure is a value; only the caller's own cancellation throws. What is transient
/// (connection, 429, 5xx) is tried again after a full-jitter pause; a time-out is not, since asking less may help.
/// </summary>
internal sealed class RpcEndpoint
{
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly RpcLimits _limits;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<RpcFailure?> _retry;
    private ChainId? _serves;

    public RpcEndpoint(HttpClient http, Uri url, RpcLimits limits, TimeProvider time, Func<double> random)
    {
        (_http, _url, _limits, _time) = (http, url, limits, time);
        Name = new EndpointName(url);
        _retry = limits.Retries == 0
            ? ResiliencePipeline<RpcFailure?>.Empty
            : new ResiliencePipelineBuilder<RpcFailure?> { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions<RpcFailure?>
                {
                    MaxRetryAttempts = limits.Retries,
                    ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result is { IsTransient: true }),
                    DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                        RetryPause.Before(args.AttemptNumber, args.Outcome.Result, random())),
                })
                .Build();
    }

    /// <summary>Its host: what may be said aloud.</summary>
    public EndpointName Name { get; }

    /// <summary>
    /// Sends all calls in one request. Null when it was answered; then each call has a value or its own failure.
    /// </summary>
    public async Task<RpcFailure?> Send(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        using var activity = ChainDiagnostics.Request(Name.Host, calls);
        var started = _time.GetTimestamp();
        var body = RpcBatch.Write(calls);
        var failure = await Repeatedly(body, calls, cancellationToken);
        var outcome = failure ?? calls.FirstOrDefault(c => c.Failure is not null)?.Failure;
        ChainDiagnostics.Answered(activity, Name.Host, calls, outcome, _time.GetElapsedTime(started));
        return failure is null ? null : Redacted(failure);
    }

    /// <summary>Asks once which chain it serves; null when it is this one, else what is wrong.</summary>
    public async Task<string?> EnsureServes(ChainId chain, CancellationToken cancellationToken)
    {
        if (_serves == chain)
            return null;
        var asked = new ChainIdCall();
        if ((await Send([asked], cancellationToken) ?? asked.Failure) is { } failure)
            return failure.ToString();
        _serves = ChainId.Evm((ulong)asked.Value);
        return _serves == chain ? null : $"serves {_serves}, not {chain}: it is another chain's endpoint";
    }

    /// <summary>Whether it was seen to serve another chain than this.</summary>
    public bool ServesAnother(ChainId chain) => _serves is { } served && served != chain;

    private async Task<RpcFailure?> Repeatedly(
        ReadOnlyMemory<byte> body, IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        // A caller inside a grain's turn comes straight back to its turns, instead of over the thread pool.
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        try
        {
            return await _retry.ExecuteAsync(async it => await Attempt(body, calls, it.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<RpcFailure?> Attempt(
        ReadOnlyMemory<byte> body, IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_limits.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var failure = await Exchange(body, calls, either.Token);
            foreach (var call in calls)
            {
                if (call.Failure is { } refusal)
                    call.Fail(Redacted(refusal));
            }

            return failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RpcFailure.TimedOut(_limits.Timeout);
        }
        // The exceptions' own texts may name the URL.
        catch (HttpRequestException e)
        {
            return new RpcFailure.Unreachable(e.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return new RpcFailure.Unreachable("the connection broke");
        }
        catch (InvalidDataException)
        {
            return new RpcFailure.Malformed("broken compression");
        }
    }

    private async Task<RpcFailure?> Exchange(
        ReadOnlyMemory<byte> body, IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ReadOnlyMemoryContent(body),
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var answer = await RpcBody.Read(response.Content, _limits.BodyBytesMax, cancellationToken);
        if (response.IsSuccessStatusCode)
            return answer is null ? new RpcFailure.TooLarge(_limits.BodyBytesMax) : RpcBatch.Read(answer.Bytes, calls);
        return Refusal(response, answer, calls);
    }

    // Several providers put a proper JSON-RPC error behind a 4xx: it says more than the status.
    private static RpcFailure Refusal(HttpResponseMessage response, RpcBody? answer, IReadOnlyList<RpcCall> calls)
    {
        var told = answer is null ? null : RpcBatch.Read(answer.Bytes, calls);
        told ??= calls.Select(c => c.Failure).OfType<RpcFailure.Refused>().FirstOrDefault();
        return told is RpcFailure.Refused refused && response.StatusCode != HttpStatusCode.TooManyRequests
            ? refused
            : new RpcFailure.HttpStatus((int)response.StatusCode, response.Headers.RetryAfter?.Delta);
    }

    private RpcFailure Redacted(RpcFailure failure) => failure is RpcFailure.Refused refused
        ? refused with { Message = Name.Redact(refused.Message) }
        : failure;
}

/// <summary>What one request may take: time per attempt, bytes of an answer, repeats.</summary>
internal sealed record RpcLimits(TimeSpan Timeout, int BodyBytesMax, int Retries);
