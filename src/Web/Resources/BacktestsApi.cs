using System.Text.Json;
using Kwala.Client;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using CancelAnswer = Results<NoContent, Refused<NotThere>, Refused<Unavailable>>;
using ReadAnswer = Results<Ok<BacktestResource>, Refused<NotThere>, Refused<Unavailable>>;
using StartAnswer = Results<
    Accepted<BacktestStartedResource>,
    Refused<InvalidRequest>,
    Refused<Conflicting>,
    Refused<TooLarge>,
    Refused<Unavailable>>;

/// <summary>
/// What a workflow would have told on past blocks. They run in the deployment and are read from here.
/// </summary>
internal static class BacktestsApi
{
    private const string Path = "/backtests/{id}";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapPost("/backtests", Start).WithName("startBacktest")
            .WithSummary("Starts a backtest over past blocks; sends and stores nothing. Two run at a time.")
            .Accepts<BacktestQuestionResource>("application/json").ForKeys().ForOperators();
        v1.MapGet(Path, Read).WithName("readBacktest")
            .WithSummary("How far a backtest is, and its report once it is over.").ForKeys().ForOperators();
        v1.MapDelete(Path, Cancel).WithName("cancelBacktest")
            .WithSummary("Ends a backtest and forgets it.").ForKeys().ForOperators();
    }

    private static async Task<StartAnswer> Start(
        IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.Read(request, Sizes.Body, cancellationToken);
        if (body is JsonBody.TooLarge)
            return Refusals.TooLarge(Sizes.Body);
        var mistakes = new Mistakes();
        var question = BacktestReader.Read(body, mistakes);
        if (question is null || !mistakes.None)
            return Refusals.Invalid(mistakes.ToImmutable());
        return (await client.Backtests.Start(question, cancellationToken)).Match<StartAnswer>(
            id => TypedResults.Accepted($"/v1/backtests/{id}", new BacktestStartedResource(id)),
            wrong => Refusals.Invalid([.. wrong.Take(Mistakes.CountMax).Select(it => new ProblemError(it))]),
            () => new Refused<Conflicting>("Two backtests run already: wait for one, or delete one."),
            reason => Refusals.Unavailable(reason));
    }

    private static async Task<ReadAnswer> Read(string id, IKwalaClient client, CancellationToken cancellationToken) =>
        (await client.Backtests.Read(id, cancellationToken)).Match<ReadAnswer>(
            it => TypedResults.Ok(new BacktestResource(
                it.Id, it.State, it.Share, it.Block, it.Logs, it.Trouble,
                it.Report is { } report ? JsonElement.Parse(report) : null)),
            reason => new Refused<NotThere>(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));

    private static async Task<CancelAnswer> Cancel(
        string id, IKwalaClient client, CancellationToken cancellationToken) =>
        (await client.Backtests.Cancel(id, cancellationToken)).Match<CancelAnswer>(
            was => was ? TypedResults.NoContent() : new Refused<NotThere>("There is no such backtest."),
            reason => new Refused<NotThere>(reason),
            reason => Refusals.Unavailable(reason),
            reason => Refusals.Unavailable(reason));
}
