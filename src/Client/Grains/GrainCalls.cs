using Microsoft.Extensions.Logging;

namespace Kwala.Client.Grains;

/// <summary>The one place where a failed grain call becomes a value.</summary>
internal sealed partial class GrainCalls(ILogger<GrainCalls> log)
{
    /// <summary>Asks, and gives <paramref name="unavailable"/> its reason where no answer came.</summary>
    public async Task<T> Ask<T>(
        Func<Task<T>> call, Func<string, T> unavailable, string whom, CancellationToken cancellationToken)
    {
        try
        {
            return await call().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            LogUnanswered(whom, e);
            return unavailable(e is TimeoutException ? $"{whom} did not answer in time." : $"{whom} could not answer.");
        }
    }

    /// <summary>As <see cref="Ask"/>, for questions that are answered or not.</summary>
    public Task<ReadOutcome<T>> Read<T>(
        Func<Task<ReadOutcome<T>>> call, string whom, CancellationToken cancellationToken) =>
        Ask(call, reason => new ReadOutcome<T>.Unavailable(reason), whom, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Whom} gave no answer")]
    private partial void LogUnanswered(string whom, Exception exception);
}
