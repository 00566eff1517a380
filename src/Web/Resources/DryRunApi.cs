using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using DryRunAnswer = Results<
    Ok<DecisionResource>,
    Refused<InvalidRequest>,
    Refused<NotThere>,
    Refused<TooLarge>,
    Refused<InvalidWorkflow>,
    Refused<Unavailable>>;

/// <summary>What would be decided about a wallet, without consequences.</summary>
internal static class DryRunApi
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapPost("/wallets/{address}/dry-run", Decide).WithName("dryRun")
            .WithSummary("Decides a value that might come, or a log of the past, and says why; changes nothing.")
            .Accepts<DryRunResource>("application/json").ForKeys();

    private static async Task<DryRunAnswer> Decide(
        string address, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!Doors.TryWallet(address, out var wallet, out var refused))
            return refused;
        var body = await JsonBody.Read(request, Sizes.Body, cancellationToken);
        if (body is JsonBody.TooLarge)
            return Refusals.TooLarge(Sizes.Body);
        var mistakes = new Mistakes();
        var question = Read(body, mistakes);
        if (question is null || !mistakes.None)
            return Refusals.Invalid(mistakes.ToImmutable());
        return (await client.Wallets.DryRun(wallet, question, cancellationToken)).Match<DryRunAnswer>(
            decision => TypedResults.Ok(decision.ToResource()),
            reason => new Refused<NotThere>(reason),
            reason => new Refused<InvalidWorkflow>(reason),
            reason => Refusals.Unavailable(reason));
    }

    private static DryRunQuestion? Read(JsonBody body, Mistakes mistakes)
    {
        var at = JsonPointer.Root;
        if (body is not JsonBody.Parsed { Root: var root })
        {
            mistakes.At(at, body is JsonBody.Malformed bad ? bad.Detail : "Send a JSON object.");
            return null;
        }

        if (!Names.IsObjectOf(
            root, at, mistakes, "workflow", "yaml", "value", "subject", "transaction", "logIndex"))
            return null;
        var (workflow, yaml) = (Text(root, "workflow", mistakes), Text(root, "yaml", mistakes));
        if (workflow is null && yaml is null)
            mistakes.At(at.Member("workflow"), "Name a live workflow, or give a text as yaml.");
        else if (workflow is not null && !Names.IsName(workflow))
            mistakes.At(at.Member("workflow"), Names.Problem());
        var question = new DryRunQuestion
        {
            Workflow = workflow is null ? null : new WorkflowId(workflow),
            Yaml = yaml,
            Subject = Text(root, "subject", mistakes) is { } subject ? new SubjectKey(subject) : null,
        };
        return (Names.Member(root, "value"), Text(root, "transaction", mistakes)) switch
        {
            ({ } value, null) => question with { Value = Number(value, mistakes) },
            (null, { } transaction) => question with
            {
                Transaction = Hash(transaction, mistakes),
                LogIndex = Index(root, mistakes),
            },
            _ => Wrong(mistakes, "value", "Give either a value, or the transaction and logIndex of a log.", question),
        };
    }

    private static Rational? Number(JsonElement value, Mistakes mistakes)
    {
        if (Decimals.TryRead(value, out var number))
            return number;
        return Wrong<Rational?>(mistakes, "value", Decimals.Problem, null);
    }

    private static Bytes32 Hash(string text, Mistakes mistakes) =>
        Bytes32.Parse(text).Match(it => it, problem => Wrong<Bytes32>(mistakes, "transaction", problem, default));

    private static int Index(JsonElement root, Mistakes mistakes) =>
        Names.Member(root, "logIndex") is { ValueKind: JsonValueKind.Number } element
        && element.TryGetInt32(out var index) && index >= 0
            ? index
            : Wrong(mistakes, "logIndex", "Give the log's index in its block as a number.", 0);

    private static string? Text(JsonElement root, string name, Mistakes mistakes) => Names.Member(root, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => Wrong<string?>(mistakes, name, "Write this as text.", null),
    };

    private static T Wrong<T>(Mistakes mistakes, string name, string detail, T otherwise)
    {
        mistakes.At(JsonPointer.Root.Member(name), detail);
        return otherwise;
    }
}
