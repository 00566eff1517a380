using System.Buffers;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Evm;

namespace Kwala.Client.Http;

/// <summary>The deployment by its HTTP API.</summary>
internal sealed class HttpDeploymentClient(HttpExchange exchange) : IDeploymentClient
{
    private static readonly SearchValues<char> KeyLetters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    public async Task<ReadOutcome<Page<HistoryEntry>>> ReadDeadLetters(
        HistoryFilter filter, CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, Paths.Filtered(Paths.DeadLetters, filter)), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.HistoryResource, page => page.ToPage());
    }

    public async Task<RetryOutcome> Retry(Address wallet, string key, CancellationToken cancellationToken)
    {
        // No list gives such a key, and it could not stand in a path.
        if (key.Length == 0 || key.AsSpan().ContainsAnyExcept(KeyLetters))
            return new RetryOutcome.NotFound();
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Post, $"{Paths.DeadLetters}/{wallet}/{key}/retry"), cancellationToken);
        return answer.Match<RetryOutcome>(
            _ => new RetryOutcome.Accepted(),
            problem => problem.Kind == ProblemKind.NotFound
                ? new RetryOutcome.NotFound()
                : new RetryOutcome.Unavailable(problem.Words),
            reason => new RetryOutcome.Unavailable(reason));
    }

    public async Task<ReadOutcome<DeploymentStatus>> ReadStatus(CancellationToken cancellationToken)
    {
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, Paths.Status), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.StatusResource, status => status.ToStatus());
    }
}
