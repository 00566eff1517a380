using System.Globalization;
using System.Text.Json;
using Kwala.Client.Http.Shapes;

namespace Kwala.Client.Http;

/// <summary>Backtests by the HTTP API.</summary>
internal sealed class HttpBacktestClient(HttpExchange exchange) : IBacktestClient
{
    public async Task<BacktestOutcome> Start(BacktestQuestion question, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            Resource(question), ClientJson.Default.BacktestQuestionResource);
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Post, Paths.Backtests) { Body = body, ContentType = "application/json" },
            cancellationToken);
        return answer.Match<BacktestOutcome>(
            given => exchange.Reading.Understand<BacktestStartedResource, BacktestOutcome>(
                given,
                ClientJson.Default.BacktestStartedResource,
                it => new BacktestOutcome.Started(it.Id),
                reason => new BacktestOutcome.Unavailable(reason)),
            problem => problem.Kind == ProblemKind.Conflict
                ? new BacktestOutcome.Busy()
                : new BacktestOutcome.Refused(
                    problem.Errors is { Count: > 0 } errors
                        ? [.. errors.Select(it => it.Detail)]
                        : [problem.Detail]),
            reason => new BacktestOutcome.Unavailable(reason));
    }

    public async Task<ReadOutcome<BacktestStanding>> Read(string id, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id))
            return new ReadOutcome<BacktestStanding>.NotFound("There is no such backtest.");
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, $"{Paths.Backtests}/{id}"), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.BacktestResource, it => new BacktestStanding(
            it.Id, it.State, it.Share, it.Block, it.Logs, it.Trouble, it.Report?.GetRawText()));
    }

    public async Task<ReadOutcome<bool>> Cancel(string id, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id))
            return new ReadOutcome<bool>.Found(false);
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Delete, $"{Paths.Backtests}/{id}"), cancellationToken);
        return answer.Match<ReadOutcome<bool>>(
            _ => new ReadOutcome<bool>.Found(true),
            problem => problem.Kind == ProblemKind.NotFound
                ? new ReadOutcome<bool>.Found(false)
                : new ReadOutcome<bool>.Refused(problem.Words),
            reason => new ReadOutcome<bool>.Unavailable(reason));
    }

    private static BacktestQuestionResource Resource(BacktestQuestion question) => new()
    {
        From = question.FromTime is null ? question.From : null,
        To = question.ToTime is null ? question.To : null,
        FromTime = question.FromTime?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ToTime = question.ToTime?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        Workflow = question.Workflow?.Value,
        Yaml = question.Yaml,
        Wallets = [.. question.Wallets.Select(it => it.ToString())],
        Thresholds = [.. question.Thresholds],
        Tiers = [.. question.Tiers],
        Outcome = question.Outcome is { } outcome
            ? new BacktestOutcomeResource
            {
                Event = outcome.Event,
                Wallet = outcome.Wallet,
                Name = outcome.Name,
                Contracts = [.. outcome.Contracts.Select(it => it.ToString())],
            }
            : null,
    };
}
