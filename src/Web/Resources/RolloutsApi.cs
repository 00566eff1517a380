using Kwala.Client;
using Kwala.Core.Workflows;
using Kwala.Web.Json;
using Kwala.Web.Limits;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kwala.Web.Resources;

using ChangeAnswer = Results<
    Ok<RolloutResource>,
    Refused<InvalidRequest>,
    Refused<NotThere>,
    Refused<Conflicting>,
    Refused<InvalidWorkflow>,
    Results<Refused<TooLarge>, Refused<Unavailable>>>;
using ShadowAnswer = Results<Ok<ShadowResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;
using Trouble = Results<Refused<TooLarge>, Refused<Unavailable>>;
using ReadAnswer = Results<Ok<RolloutResource>, Refused<InvalidRequest>, Refused<NotThere>, Refused<Unavailable>>;

/// <summary>Which version of a workflow decides for whom.</summary>
internal static class RolloutsApi
{
    private const string Path = "/workflows/{id}/rollout";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet(Path, Read).WithName("readRollout")
            .WithSummary("Which versions of a workflow decide, and which ones there are.").ForKeys();
        v1.MapPut(Path, Set).WithName("putRollout")
            .WithSummary("Lets a version decide for a share of the wallets, or run in shadow beside the live one.")
            .Accepts<RolloutRequestResource>("application/json").ForKeys().ForOperators();
        v1.MapDelete(Path, End).WithName("endRollout")
            .WithSummary("Takes the candidate back: the live version decides for all wallets.")
            .ForKeys().ForOperators();
        v1.MapGet("/workflows/{id}/shadow", ReadShadow).WithName("readShadow")
            .WithSummary("How the candidate differs in shadow from the live version: who gains and loses which alerts.")
            .ForKeys().ForOperators();
        v1.MapPost("/workflows/{id}/rollback", RollBack).WithName("rollBackWorkflow")
            .WithSummary("Makes a former version live for all wallets, in every silo within five seconds.")
            .Accepts<RollbackResource>("application/json").ForKeys().ForOperators();
    }

    private static async Task<ReadAnswer> Read(string id, IKwalaClient client, CancellationToken cancellationToken) =>
        !Names.IsName(id)
            ? Refusals.Parameter("id", Names.Problem())
            : (await client.Rollouts.Read(new WorkflowId(id), cancellationToken)).Match<ReadAnswer>(
                state => TypedResults.Ok(Resource(state)),
                reason => new Refused<NotThere>(reason),
                reason => Refusals.Parameter("id", reason),
                reason => Refusals.Unavailable(reason));

    private static async Task<ShadowAnswer> ReadShadow(
        string id, IKwalaClient client, CancellationToken cancellationToken) =>
        !Names.IsName(id)
            ? Refusals.Parameter("id", Names.Problem())
            : (await client.Rollouts.ReadShadow(new WorkflowId(id), cancellationToken)).Match<ShadowAnswer>(
                diff => TypedResults.Ok(Resource(diff)),
                reason => new Refused<NotThere>(reason),
                reason => Refusals.Parameter("id", reason),
                reason => Refusals.Unavailable(reason));

    private static Task<ChangeAnswer> Set(
        string id, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken) => Change(
            id,
            request,
            RolloutReader.Read,
            wanted => client.Rollouts.Set(new WorkflowId(id), wanted!, cancellationToken),
            cancellationToken);

    private static async Task<ChangeAnswer> End(
        string id, IKwalaClient client, CancellationToken cancellationToken) =>
        Names.IsName(id)
            ? Answer(await client.Rollouts.End(new WorkflowId(id), cancellationToken))
            : Refusals.Parameter("id", Names.Problem());

    private static Task<ChangeAnswer> RollBack(
        string id, IKwalaClient client, HttpRequest request, CancellationToken cancellationToken) => Change(
            id,
            request,
            RolloutReader.ReadVersion,
            version => client.Rollouts.RollBack(new WorkflowId(id), version!.Value, cancellationToken),
            cancellationToken);

    private static async Task<ChangeAnswer> Change<T>(
        string id,
        HttpRequest request,
        Func<JsonBody, Mistakes, T> read,
        Func<T, Task<RolloutOutcome>> change,
        CancellationToken cancellationToken)
    {
        if (!Names.IsName(id))
            return Refusals.Parameter("id", Names.Problem());
        var body = await JsonBody.Read(request, Sizes.Body, cancellationToken);
        if (body is JsonBody.TooLarge)
            return (Trouble)Refusals.TooLarge(Sizes.Body);
        var mistakes = new Mistakes();
        var wanted = read(body, mistakes);
        return wanted is null || !mistakes.None
            ? Refusals.Invalid(mistakes.ToImmutable())
            : Answer(await change(wanted));
    }

    private static ChangeAnswer Answer(RolloutOutcome outcome) => outcome.Match<ChangeAnswer>(
        state => TypedResults.Ok(Resource(state)),
        reason => new Refused<NotThere>(reason),
        mistakes => WorkflowsApi.InvalidOf(mistakes),
        reason => new Refused<Conflicting>(reason),
        reason => (Trouble)Refusals.Unavailable(reason));

    private static RolloutResource Resource(RolloutState it) => new(
        it.Live.ToString(),
        it.Candidate?.ToString(),
        it.Percent,
        it.Shadow,
        it.Since,
        [.. it.Versions.Select(version => new VersionResource(version.Hash.ToString(), version.Since))]);

    private static ShadowResource Resource(ShadowDiff it) => new(
        it.Candidate.ToString(),
        ShadowTotalsResource.Of(it.All),
        [.. it.Tiers.Select(tier => new TierShadowResource(tier.Tier.Value, ShadowTotalsResource.Of(tier.Totals)))],
        [
            .. it.Samples.Select(one => new ShadowSampleResource(
                one.Wallet.ToString(), one.Kind, one.Live.ToResource(), one.Candidate.ToResource())),
        ],
        it.AndMore);
}
