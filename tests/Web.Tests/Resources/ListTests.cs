using System.Net;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

public sealed class ListTests
{
    private const string Wallet = "/v1/wallets/0xd8da6bf26964af9d7eed9e03e53415d37aa96045";

    [Fact]
    public async Task All_mistakes_of_a_query_are_told_at_once()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(
            "GET",
            $"{Wallet}/decisions?kind=A%20B&outcome=%3C&from=yesterday&until=2026-01-01&limit=501&cursor=&sort=up");

        var problem = await answer.Problem(400, "invalid-request");
        Assert.Equal(
            ["cursor", "from", "kind", "limit", "outcome", "sort", "until"],
            problem.Places().Order(StringComparer.Ordinal));
        Assert.Empty(web.Kwala.Asked);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=1&limit=2")]
    [InlineData("from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z")]
    [InlineData("cursor=forged")]
    public async Task A_query_that_cannot_be_answered_gets_400(string query)
    {
        await using var web = await WebHost.Start();

        await (await web.Send("GET", $"{Wallet}/inbox?{query}")).Problem(400, "invalid-request");
    }

    [Fact]
    public async Task Filters_reach_the_wallet_and_a_page_tells_where_the_next_begins()
    {
        await using var web = await WebHost.Start();
        web.Kwala.History.Add(new HistoryEntry(
            WebHost.Wallet, "k1", DateTimeOffset.UnixEpoch, "risk", "notify", """{"value":"1.05"}"""));

        var answer = await web.Send(
            "GET",
            $"{Wallet}/decisions?kind=risk&outcome=notify&limit=7"
            + "&from=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00%2B02:00");
        var page = await answer.Json();
        var last = await (await web.Send("GET", $"{Wallet}/decisions?cursor={page.GetProperty("next")}")).Json();

        Assert.True(web.Kwala.Asked.TryDequeue(out var asked));
        Assert.Equal(
            new HistoryFilter(
                new KindName("risk"),
                "notify",
                new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 1, 1, 22, 0, 0, TimeSpan.Zero),
                7),
            asked.Filter);
        var item = page.GetProperty("items")[0];
        Assert.Equal("1.05", item.GetProperty("content").GetProperty("value").GetString());
        Assert.Equal(WebHost.Wallet.ToString(), item.GetProperty("wallet").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, last.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData($"{Wallet}/inbox", "inbox 0xd8da6bf26964af9d7eed9e03e53415d37aa96045")]
    [InlineData($"{Wallet}/decisions", "decisions 0xd8da6bf26964af9d7eed9e03e53415d37aa96045")]
    [InlineData("/v1/dead-letters", "dead letters")]
    public async Task Every_list_is_of_its_own_entries_and_takes_the_same_filters(string path, string list)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("GET", $"{path}?kind=risk&limit=7", key: WebHost.OperatorKey);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((list, new HistoryFilter(new KindName("risk"), Limit: 7)), Assert.Single(web.Kwala.Asked));
    }

    [Fact]
    public async Task A_question_to_explain_without_its_parts_names_all_that_are_missing()
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send("GET", $"{Wallet}/explain?workflow=A%20B")).Problem(400, "invalid-request");

        Assert.Equal(["chain", "logIndex", "transaction", "workflow"], problem.Places().Order(StringComparer.Ordinal));
        Assert.Null(web.Kwala.Question);
    }

    [Fact]
    public async Task A_log_that_is_not_there_gets_404_with_the_reason()
    {
        await using var web = await WebHost.Start();
        var hash = $"0x{new string('a', 64)}";

        var answer = await web.Send(
            "GET", $"{Wallet}/explain?chain=eip155:1&transaction={hash}&logIndex=3&workflow=risk");

        await answer.Problem(404, "not-found");
        Assert.Equal(
            new ExplainQuestion(
                ChainId.Evm(1), Bytes32.FromBytes(Convert.FromHexString(hash[2..])), 3, new WorkflowId("risk")),
            web.Kwala.Question);
    }

    [Fact]
    public async Task A_dead_letter_is_sent_again_once_and_404_where_there_is_none()
    {
        await using var web = await WebHost.Start();

        var sent = await web.Send("POST", $"/v1/dead-letters/{WebHost.Wallet}/k1/retry", key: WebHost.OperatorKey);
        var gone = await web.Send("POST", $"/v1/dead-letters/{WebHost.Wallet}/gone/retry", key: WebHost.OperatorKey);
        var none = await web.Send(
            "POST", $"/v1/dead-letters/{WebHost.Wallet}/{new string('k', 201)}/retry", key: WebHost.OperatorKey);

        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        await gone.Problem(404, "not-found");
        Assert.Equal(["key"], (await none.Problem(400, "invalid-request")).Places());
        Assert.Equal([$"{WebHost.Wallet}/k1", $"{WebHost.Wallet}/gone"], web.Kwala.Retried);
    }

    [Fact]
    public async Task Status_tells_lag_and_coverage()
    {
        await using var web = await WebHost.Start();

        var status = await (await web.Send("GET", "/v1/status")).Json();

        var depth = status.GetProperty("chains")[0].GetProperty("depths")[0];
        Assert.Equal(11, depth.GetProperty("lagBlocks").GetInt32());
        Assert.Equal(0.8m, depth.GetProperty("coverage").GetDecimal());
        Assert.Equal(2, status.GetProperty("deadLetters").GetInt32());
        Assert.False(status.GetProperty("moreDeadLetters").GetBoolean());
    }

    [Fact]
    public async Task Status_tells_what_holds_a_chain_up_and_what_is_decided_again()
    {
        await using var web = await WebHost.Start();
        var again = new RevaluationStatus([new WorkflowId("risk")], 7, 0.25, "the store");
        web.Kwala.Status = new DeploymentStatus(
            [
                new ChainStatus(
                    ChainId.Evm(1), [new DepthStatus(12, 9, 30, 9, 9, 9, "the node", "a reorg", again)], 3, null),
                new ChainStatus(ChainId.Evm(10), [], 0, "no answer"),
            ],
            10_000,
            true);

        var status = await (await web.Send("GET", "/v1/status")).Json();

        Assert.Equal(
            """
            [{"chain":"eip155:1","depths":[{"confirmations":12,"nextBlock":9,"head":30,"lagBlocks":9,"blocksSeen":9,
            "blocksExpected":9,"coverage":1,"waiting":"the node","halted":"a reorg","revaluation":{"workflows":["risk"],
            "wallets":7,"share":0.25,"waiting":"the store"}}],"undecodable":3,"unavailable":null},
            {"chain":"eip155:10","depths":[],"undecodable":0,"unavailable":"no answer"}]
            """.ReplaceLineEndings(""),
            status.GetProperty("chains").GetRawText());
        Assert.True(status.GetProperty("moreDeadLetters").GetBoolean());
    }
}
