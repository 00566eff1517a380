using System.Net;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

public sealed class RolloutsTests
{
    private const string Path = "/v1/workflows/liquidation-risk/rollout";
    private const string Shadow = "/v1/workflows/liquidation-risk/shadow";
    private static readonly Bytes32 Hash = Keccak256.Hash([7]);

    [Fact]
    public async Task What_is_to_decide_reaches_the_deployment_and_the_answer_says_what_decides()
    {
        await using var web = await WebHost.Start();

        var answer = await Operator(web, "PUT", Path, """{ "percent": 10, "shadow": true, "yaml": "workflow: x" }""");
        await Operator(web, "PUT", Path, $$"""{ "percent": 0, "version": "{{Hash}}" }""");
        await Operator(web, "POST", "/v1/workflows/liquidation-risk/rollback", $$"""{ "version": "{{Hash}}" }""");
        await Operator(web, "DELETE", Path, null);

        Assert.Equal(
            [
                new RolloutRequest(10, true) { Yaml = "workflow: x" },
                new RolloutRequest(0) { Version = Hash },
                Hash,
                new WorkflowId("liquidation-risk"),
            ],
            web.Kwala.Rolled.Asked);
        var told = await answer.Json();
        Assert.Equal(FakeRollouts.State.Candidate.ToString(), told.GetProperty("candidate").GetString());
        Assert.Equal(10, told.GetProperty("percent").GetInt32());
        Assert.Equal(
            told.ToString(), (await (await web.Send("GET", Path)).Json()).ToString());
    }

    [Theory]
    [InlineData("PUT", "rollout", """{ "percent": 101, "shadow": 1, "yaml": 7, "share": 1 }""", "#/percent,#/shadow,#/share,#/yaml")]
    [InlineData("PUT", "rollout", """{ "percent": 1.5, "version": "0x12" }""", "#/percent,#/version")]
    [InlineData("PUT", "rollout", """{ "percent": 5 }""", "#/version")]
    [InlineData("POST", "rollback", "{}", "#/version")]
    public async Task Every_mistake_has_its_place(string method, string what, string body, string places)
    {
        await using var web = await WebHost.Start();

        var answer = await Operator(web, method, $"/v1/workflows/liquidation-risk/{what}", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(places, string.Join(',', (await answer.Json()).GetProperty("errors").EnumerateArray()
            .Select(it => it.GetProperty("pointer").GetString()).Order()));
        Assert.Empty(web.Kwala.Rolled.Asked);
    }

    [Fact]
    public async Task Refusals_keep_their_kinds_and_only_operators_may_change_anything()
    {
        await using var web = await WebHost.Start();
        var statuses = new List<HttpStatusCode>
        {
            (await web.Send("PUT", Path, """{ "percent": 10, "yaml": "x" }""")).StatusCode,
            (await web.Send("DELETE", Path)).StatusCode,
        };
        foreach (var refusal in new RolloutOutcome[]
        {
            new RolloutOutcome.NotFound("No live workflow."),
            new RolloutOutcome.Refused([new WorkflowMistake("request", 1, 1, "No.")]),
            new RolloutOutcome.OwnedByFile("The file risk.yaml owns it."),
            new RolloutOutcome.Unavailable("Nobody answers."),
        })
        {
            web.Kwala.Rolled.Answer = refusal;
            statuses.Add((await Operator(web, "PUT", Path, """{ "percent": 10, "yaml": "x" }""")).StatusCode);
        }

        Assert.Equal(
            [
                HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.NotFound,
                HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable,
            ],
            statuses);
    }

    [Fact]
    public async Task Who_gains_and_who_loses_is_told_with_both_sides_of_a_sample()
    {
        await using var web = await WebHost.Start();
        var none = await web.Send("GET", Shadow, key: WebHost.OperatorKey);
        var (live, other) = (Decision(1, DecisionOutcome.NoMatch), Decision(2, DecisionOutcome.Notify));
        web.Kwala.Rolled.Shadow = new ReadOutcome<ShadowDiff>.Found(new ShadowDiff(
            Hash,
            new ShadowTotals(5, 4, 3, 2, 1),
            [new TierTotals(TierName.Standard, new ShadowTotals(5, 0, 0, 2, 0))],
            [new ShadowCase(WebHost.Wallet, "gained", live, other)],
            AndMore: true));

        var told = await (await web.Send("GET", Shadow, key: WebHost.OperatorKey)).Json();

        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal((5, 1), (told.GetProperty("all").GetProperty("gained").GetInt32(),
            told.GetProperty("all").GetProperty("walletsLosing").GetInt32()));
        Assert.Equal("standard", told.GetProperty("tiers")[0].GetProperty("tier").GetString());
        var sample = told.GetProperty("samples")[0];
        Assert.Equal(("no-match", "notify"), (sample.GetProperty("live").GetProperty("outcome").GetString(),
            sample.GetProperty("candidate").GetProperty("outcome").GetString()));
    }

    private static DecisionRecord Decision(byte version, DecisionOutcome outcome) => new(
        new WorkflowId("liquidation-risk"), Keccak256.Hash([version]), new KindName("risk"), new SubjectKey("eip155:1/market"),
        outcome, [new Reason(ReasonCode.ThresholdCrossed, "1.2 crosses < 1.3.")], TierName.Standard, Rational.Of(6, 5), null, 1,
        0, null, null, "eip155:1/0x01/5", DateTimeOffset.UnixEpoch);

    private static Task<HttpResponseMessage> Operator(WebHost web, string method, string path, string? body) =>
        web.Send(method, path, body, key: WebHost.OperatorKey);
}
