using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Kwala.Storage.Tests.Azure;

/// <summary>
/// The way to the account, which may be cut: every request from the n-th on fails, and of the n-th one either the request
/// or only the answer is lost. It lies below the clients' own attempts.
/// </summary>
internal sealed class Wire : HttpPipelinePolicy
{
    private int _sent;

    /// <summary>How many requests were sent so far.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>From which request on nothing comes through; the first is 0.</summary>
    public int CutAt { get; set; } = int.MaxValue;

    /// <summary>Up to which request, which comes through again.</summary>
    public int WholeAt { get; set; } = int.MaxValue;

    /// <summary>Whether the first one that is cut arrives, and only its answer does not.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>Whether nothing comes through once a blob was put, other than the blob.</summary>
    public bool CutAfterBlob { get; set; }

    /// <summary>Which request was the last that put a blob; none is far away.</summary>
    public int PutAt { get; private set; } = int.MinValue;

    /// <summary>Awaited before each request, with its number.</summary>
    public Func<int, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Counts from the beginning again, and cuts nothing.</summary>
    public void Mend() => (_sent, PutAt, CutAt, WholeAt) = (0, int.MinValue, int.MaxValue, int.MaxValue);

    /// <summary>Puts it in, with clients that do not wait between their attempts.</summary>
    public void Into(ClientOptions client)
    {
        client.Retry.Mode = RetryMode.Fixed;
        client.Retry.Delay = TimeSpan.FromMilliseconds(1);
        client.AddPolicy(this, HttpPipelinePosition.PerRetry);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var number = Interlocked.Increment(ref _sent) - 1;
        await Before(number);
        if (message.Request.Method == RequestMethod.Put)
            PutAt = number;
        if (CutAfterBlob && PutAt == number)
            CutAt = number + 1;
        var isCut = number >= CutAt && number < WholeAt;
        if (isCut && !(LosesAnswer && number == CutAt))
            throw new RequestFailedException(0, "The wire is cut.");
        await ProcessNextAsync(message, pipeline);
        if (isCut)
            throw new RequestFailedException(0, "The wire is cut.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The store asks asynchronously.");
}
