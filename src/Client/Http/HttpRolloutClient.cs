using System.Text.Json;
using Kwala.Client.Http.Shapes;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Client.Http;

/// <summary>Rollouts by the HTTP API.</summary>
internal sealed class HttpRolloutClient(HttpExchange exchange) : IRolloutClient
{
    private const string SourceName = "request";

    public async Task<ReadOutcome<RolloutState>> Read(WorkflowId id, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id.Value))
            return new ReadOutcome<RolloutState>.NotFound(NotLive(id));
        var answer = await exchange.Ask(new HttpQuestion(HttpMethod.Get, PathOf(id)), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.RolloutResource, State);
    }

    public async Task<ReadOutcome<ShadowDiff>> ReadShadow(WorkflowId id, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id.Value))
            return new ReadOutcome<ShadowDiff>.NotFound(NotLive(id));
        var answer = await exchange.Ask(
            new HttpQuestion(HttpMethod.Get, $"{Paths.Workflow(id.Value)}/shadow"), cancellationToken);
        return answer.ToRead(exchange.Reading, ClientJson.Default.ShadowResource, it => it.ToDiff());
    }

    public Task<RolloutOutcome> Set(
        WorkflowId id, RolloutRequest wanted, CancellationToken cancellationToken) => Change(
        id,
        Body(HttpMethod.Put, PathOf(id), JsonSerializer.SerializeToUtf8Bytes(
            new RolloutRequestResource
            {
                Percent = wanted.Percent,
                Shadow = wanted.Shadow,
                Yaml = wanted.Yaml,
                Version = wanted.Version?.ToString(),
            },
            ClientJson.Default.RolloutRequestResource)),
        cancellationToken);

    public Task<RolloutOutcome> End(WorkflowId id, CancellationToken cancellationToken) =>
        Change(id, new HttpQuestion(HttpMethod.Delete, PathOf(id)), cancellationToken);

    public Task<RolloutOutcome> RollBack(WorkflowId id, Bytes32 version, CancellationToken cancellationToken) => Change(
        id,
        Body(HttpMethod.Post, $"{Paths.Workflow(id.Value)}/rollback", JsonSerializer.SerializeToUtf8Bytes(
            new RollbackResource(version.ToString()), ClientJson.Default.RollbackResource)),
        cancellationToken);

    private async Task<RolloutOutcome> Change(
        WorkflowId id, HttpQuestion question, CancellationToken cancellationToken)
    {
        if (!Paths.IsName(id.Value))
            return new RolloutOutcome.NotFound(NotLive(id));
        var answer = await exchange.Ask(question, cancellationToken);
        return answer.Match<RolloutOutcome>(
            given => exchange.Reading.Understand<RolloutResource, RolloutOutcome>(
                given,
                ClientJson.Default.RolloutResource,
                it => new RolloutOutcome.Done(State(it)),
                reason => new RolloutOutcome.Unavailable(reason)),
            problem => problem.Kind switch
            {
                ProblemKind.NotFound => new RolloutOutcome.NotFound(problem.Words),
                ProblemKind.Conflict => new RolloutOutcome.OwnedByFile(problem.Words),
                _ => new RolloutOutcome.Refused(problem.ToMistakes(SourceName)),
            },
            reason => new RolloutOutcome.Unavailable(reason));
    }

    private static string PathOf(WorkflowId id) => $"{Paths.Workflow(id.Value)}/rollout";

    private static string NotLive(WorkflowId id) => $"No live workflow is named {id}.";

    private static HttpQuestion Body(HttpMethod method, string path, byte[] body) =>
        new(method, path) { Body = body, ContentType = "application/json" };

    private static RolloutState State(RolloutResource it) => new(
        ResourceReading.ToHash(it.Live),
        it.Candidate is null ? null : ResourceReading.ToHash(it.Candidate),
        it.Percent,
        it.Shadow,
        it.Since,
        it.Versions.Each(one => new WorkflowVersionKnown(ResourceReading.ToHash(one.Version), one.Since)));
}
