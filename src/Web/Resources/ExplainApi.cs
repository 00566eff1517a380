using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Web.Json;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Kwala.Web.Resources;

using ExplainAnswer = Results<
    Ok<ExplanationsResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;

/// <summary>Why a log did or did not lead to a notification for a wallet.</summary>
internal static class ExplainApi
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/wallets/{address}/explain", Explain).WithName("explain")
            .WithSummary("Decides one log again for this wallet and says why it was told or not, also for no match.")
            .ForKeys();

    private static async Task<ExplainAnswer> Explain(
        string address, [AsParameters] ExplainQuery query, IKwalaClient client, HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var (question, mistakes) = query.Read(request);
        if (!mistakes.IsEmpty)
            return Refusals.Invalid(mistakes);
        var outcome = await client.Wallets.Explain(wallet, question, cancellationToken);
        return outcome.Match<ExplainAnswer>(
            items => TypedResults.Ok(new ExplanationsResource([.. items.Select(it => it.ToResource())])),
            reason => new Refused<NotThere>(reason),
            reason => Refusals.Parameter("transaction", reason),
            reason => Refusals.Unavailable(reason));
    }
}

/// <summary>Which log to explain.</summary>
internal sealed record ExplainQuery(
    [property: FromQuery(Name = "chain"), Description("The chain (CAIP-2), such as eip155:1.")] string? Chain,
    [property: FromQuery(Name = "transaction"), Description("The log's transaction, 0x and 64 hex digits.")]
    string? Transaction,
    [property: FromQuery(Name = "logIndex"), Description("The log's index in its block, a decimal number.")]
    string? LogIndex,
    [property: FromQuery(Name = "workflow"), Description("Only this workflow; all where left out.")] string? Workflow)
{
    public (ExplainQuestion Question, ImmutableArray<ProblemError> Mistakes) Read(HttpRequest request)
    {
        var mistakes = new Mistakes();
        QueryNames.Check(request, mistakes, "chain", "transaction", "logIndex", "workflow");
        var chain = ChainId.Parse(Chain ?? "").Match(it => it, problem => Wrong<ChainId>("chain", problem));
        var transaction = Bytes32.Parse(Transaction ?? "")
            .Match(it => it, problem => Wrong<Bytes32>("transaction", problem));
        if (!int.TryParse(LogIndex, NumberStyles.None, CultureInfo.InvariantCulture, out var logIndex))
            mistakes.InParameter("logIndex", "Write the log's index in its block as a decimal number, such as 0.");
        if (Workflow is not null && !Names.IsName(Workflow))
            mistakes.InParameter("workflow", Names.Problem());
        var workflow = Workflow is null ? (WorkflowId?)null : new WorkflowId(Workflow);
        return (new ExplainQuestion(chain, transaction, logIndex, workflow), mistakes.ToImmutable());

        T? Wrong<T>(string name, string problem)
        {
            mistakes.InParameter(name, problem);
            return default;
        }
    }
}
