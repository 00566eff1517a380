using System.Net;
using Kwala.Client;
using Kwala.Core.Numerics;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

public sealed class BacktestsTests
{
    [Fact]
    public async Task What_is_to_be_tried_reaches_the_deployment_whole()
    {
        await using var web = await WebHost.Start();

        var answer = await Post(web, $$"""
            { "workflow": "liquidation-risk", "from": 7, "to": 9, "wallets": ["{{WebHost.Wallet}}"],
              "thresholds": ["1.30", "1.20"], "tiers": ["standard"],
              "outcome": { "event": "Liquidated(address user)", "name": "liquidation" } }
            """);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("/v1/backtests/abc", answer.Headers.Location!.ToString());
        var tried = web.Kwala.Tried!;
        Assert.Equal((7, 9, "liquidation-risk"), (tried.From, tried.To, tried.Workflow?.Value));
        Assert.Equal([WebHost.Wallet], tried.Wallets.AsEnumerable());
        Assert.Equal(["1.30", "1.20"], tried.Thresholds.AsEnumerable());
        Assert.Equal("liquidation", tried.Outcome!.Name);
    }

    [Fact]
    public async Task Dates_stand_for_the_first_and_the_last_block()
    {
        await using var web = await WebHost.Start();

        var answer = await Post(web, """{ "workflow": "risk", "fromTime": "2026-05-01", "toTime": "2026-06-01T12:00:00Z" }""");
        var refused = await Post(web, """{ "workflow": "risk", "from": 1, "fromTime": "2026-05-01", "toTime": "90d" }""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(
            (new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero)),
            (web.Kwala.Tried!.FromTime, web.Kwala.Tried.ToTime));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(
            ["#/fromTime", "#/toTime"],
            (await refused.Json()).GetProperty("errors").EnumerateArray()
                .Select(it => it.GetProperty("pointer").GetString()).Order());
    }

    [Fact]
    public async Task Every_mistake_has_its_place()
    {
        await using var web = await WebHost.Start();

        var answer = await Post(web, """{ "workflow": "No", "to": -1, "wallets": ["0x1"], "thresholds": "1.3", "tier": 1 }""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            ["#/from", "#/thresholds", "#/tier", "#/to", "#/wallets/0", "#/workflow"],
            (await answer.Json()).GetProperty("errors").EnumerateArray()
                .Select(it => it.GetProperty("pointer").GetString()).Order());
    }

    [Fact]
    public async Task Only_operators_may_start_one_and_a_third_waits()
    {
        await using var web = await WebHost.Start();

        var backend = await web.Send("POST", "/v1/backtests", """{ "workflow": "x", "from": 1 }""");
        web.Kwala.BacktestAnswer = new BacktestOutcome.Busy();
        var third = await Post(web, """{ "workflow": "x", "from": 1 }""");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Conflict), (backend.StatusCode, third.StatusCode));
    }

    [Fact]
    public async Task Its_standing_and_report_are_read_until_it_is_deleted()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Standing = new BacktestStanding("abc", "finished", 1, 9, 3, null, """{"sentence":"With 1.30 none."}""");

        var standing = await (await web.Send("GET", "/v1/backtests/abc", key: WebHost.OperatorKey)).Json();
        var deleted = await web.Send("DELETE", "/v1/backtests/abc", key: WebHost.OperatorKey);
        var none = await web.Send("DELETE", "/v1/backtests/abd", key: WebHost.OperatorKey);

        Assert.Equal("With 1.30 none.", standing.GetProperty("report").GetProperty("sentence").GetString());
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task A_dry_run_answers_with_the_decision_and_its_reasons()
    {
        await using var web = await WebHost.Start();
        web.Kwala.DryRunAnswer = new ReadOutcome<DecisionRecord>.Found(new DecisionRecord(
            new WorkflowId("risk"), default, new KindName("risk"), new SubjectKey("s"), DecisionOutcome.Notify,
            [new Reason(ReasonCode.ThresholdCrossed, "1.25 crosses < 1.3.")], TierName.Standard, Rational.Of(5, 4),
            null, 1, 0, null, null, "", DateTimeOffset.UnixEpoch));

        var decision = await (await DryRun(web, """{ "workflow": "risk", "value": "1.25" }""")).Json();

        Assert.Equal("notify", decision.GetProperty("outcome").GetString());
        Assert.Equal(Rational.Of(5, 4), web.Kwala.DryRunAsked!.Value);
    }

    [Theory]
    [InlineData("""{ "workflow": "risk" }""", "#/value")]
    [InlineData("""{ "workflow": "risk", "value": "1", "transaction": "0x" }""", "#/value")]
    [InlineData("""{ "value": "x", "workflow": "risk" }""", "#/value")]
    [InlineData("""{ "value": 1 }""", "#/workflow")]
    [InlineData("""{ "workflow": "risk", "transaction": "0x12", "logIndex": 0 }""", "#/transaction")]
    [InlineData("[]", "#")]
    public async Task A_dry_run_that_is_not_clear_is_refused(string body, string place)
    {
        await using var web = await WebHost.Start();

        var answer = await DryRun(web, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(place, (await answer.Json()).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task A_dry_run_of_a_text_with_mistakes_says_them()
    {
        await using var web = await WebHost.Start();
        web.Kwala.DryRunAnswer = new ReadOutcome<DecisionRecord>.Refused("request:1:1: no.");

        var answer = await DryRun(web, """{ "yaml": "x", "value": 1 }""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("request:1:1: no.", (await answer.Json()).GetProperty("detail").GetString());
    }

    private static Task<HttpResponseMessage> Post(WebHost web, string body) =>
        web.Send("POST", "/v1/backtests", body, key: WebHost.OperatorKey);

    private static Task<HttpResponseMessage> DryRun(WebHost web, string body) =>
        web.Send("POST", $"/v1/wallets/{WebHost.Wallet}/dry-run", body);
}
