using Kwala.Client;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;

namespace Kwala.Web.Tests.Resources;

/// <summary>What owners did, as backends tell it.</summary>
public sealed class InteractionsTests
{
    private const string Event = "application/cloudevents+json";
    private const string Events = "application/cloudevents-batch+json";
    private const string Risk = """{"kind": "useful", "about": {"kind": "liquidation-risk"}}""";

    private static readonly string Path = $"/v1/wallets/{WebHost.Wallet}/interactions";
    private static readonly string Key = new('a', 64);

    [Fact]
    public async Task One_interaction_takes_its_own_id_before_that_of_the_header()
    {
        await using var web = await WebHost.Start();

        var own = await web.Send(
            "POST", Path, """{"id": "own", "kind": "not-now"}""", headers: [("Idempotency-Key", "header")]);
        var ofHeader = await web.Send(
            "POST", Path, $$$"""{"kind": "acted", "about": {"notification": "{{{Key}}}"}}""",
            headers: [("Idempotency-Key", "\"header\"")]);

        Assert.Equal(1, (await own.Json()).GetProperty("heard").GetInt32());
        Assert.Equal(1, (await ofHeader.Json()).GetProperty("heard").GetInt32());
        Assert.Equal(
            [
                (WebHost.Wallet, new ReportedInteraction("own", InteractionKind.NotNow)),
                (WebHost.Wallet, new ReportedInteraction("header", InteractionKind.Acted) { Notification = Key }),
            ],
            web.Kwala.Heard);
    }

    [Fact]
    public async Task Interactions_of_a_list_without_ids_are_told_apart_by_their_place()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("POST", Path, $"[{Risk}, {Risk}]", headers: [("Idempotency-Key", "key")]);

        Assert.Equal(2, (await answer.Json()).GetProperty("heard").GetInt32());
        Assert.Equal(["key#0", "key#1"], web.Kwala.Heard.Select(it => it.What.Id));
        Assert.All(web.Kwala.Heard, it => Assert.Equal(new KindName("liquidation-risk"), it.What.About));
    }

    [Fact]
    public async Task Cloud_events_are_known_by_their_source_and_id()
    {
        await using var web = await WebHost.Start();

        var one = await web.Send("POST", Path, EventOf("/app", "7"), Event);
        var many = await web.Send("POST", Path, $"[{EventOf("/app", "8")}, {EventOf("/web", "8")}]", Events);

        Assert.Equal(1, (await one.Json()).GetProperty("heard").GetInt32());
        Assert.Equal(2, (await many.Json()).GetProperty("heard").GetInt32());
        Assert.Equal(["/app 7", "/app 8", "/web 8"], web.Kwala.Heard.Select(it => it.What.Id));
        Assert.All(web.Kwala.Heard, it => Assert.Equal(InteractionKind.Useful, it.What.Kind));
    }

    [Fact]
    public async Task Every_mistake_of_a_list_is_told_with_its_place_and_none_of_it_is_heard()
    {
        await using var web = await WebHost.Start();
        var body = $$$"""
            [{{{Risk}}}, {"id": "1", "kind": "usefull"}, {"id": "2", "kind": "stop"}, 7,
             {"id": "3", "kind": "opened", "about": {"notification": "x"}}, {"id": "4", "kind": "opened", "at": 1},
             {"id": "5", "kind": "opened", "about": {"kind": "No Kind"}}, {"id": "", "kind": "opened"}]
            """;

        var problem = await (await web.Send("POST", Path, body)).Problem(400, "invalid-request");

        Assert.Equal(
            ["#/0/id", "#/1/kind", "#/2/about", "#/3", "#/4/about", "#/5/at", "#/6/about", "#/7/id"], problem.Places());
        Assert.Empty(web.Kwala.Heard);
    }

    [Theory]
    [InlineData("""{"id": "1", "source": "/app", "type": "t", "data": {"kind": "useful"}}""", Event, "#/specversion")]
    [InlineData(
        """{"specversion": "0.3", "id": "1", "source": "/app", "type": "t", "data": {"kind": "useful"}}""",
        Event, "#/specversion")]
    [InlineData(
        """{"specversion": "1.0", "id": "", "source": "", "type": "t", "data": {"kind": "useful"}}""",
        Event, "#/id #/source")]
    [InlineData("""{"specversion": "1.0", "id": "1", "source": "/app", "type": "t"}""", Event, "#/data")]
    [InlineData(
        """{"specversion": "1.0", "id": "1", "source": "/a b", "type": "t", "data": {"kind": "stop"}}""",
        Event, "#/source #/data/about")]
    [InlineData(
        """[{"specversion": "1.0", "id": "1", "source": "/app", "type": "t", "data": 7}]""", Events, "#/0/data")]
    [InlineData("[]", Event, "#")]
    [InlineData("{}", Events, "#")]
    [InlineData("[]", Events, "#")]
    [InlineData("[]", "application/json", "#")]
    [InlineData("{", "application/json", "#")]
    public async Task What_is_no_such_event_is_refused_with_the_place(string body, string contentType, string places)
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send("POST", Path, body, contentType)).Problem(400, "invalid-request");

        Assert.Equal(places.Split(' '), problem.Places());
        Assert.Empty(web.Kwala.Heard);
    }

    [Fact]
    public async Task More_than_a_hundred_at_once_are_refused_and_so_is_a_key_that_is_none()
    {
        await using var web = await WebHost.Start();
        var many = $"[{string.Join(',', Enumerable.Repeat(Risk, 101))}]";

        var tooMany = await web.Send("POST", Path, many, headers: [("Idempotency-Key", "key")]);
        var noKey = await web.Send("POST", Path, """{"id": "1", "kind": "useful"}""", headers: [("Idempotency-Key", "\"\"")]);

        Assert.Equal(["#"], (await tooMany.Problem(400, "invalid-request")).Places());
        Assert.Equal(["Idempotency-Key"], (await noKey.Problem(400, "invalid-request")).Places());
        Assert.Empty(web.Kwala.Heard);
    }

    [Fact]
    public async Task What_nobody_hears_is_unavailable()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Down = true;

        var answer = await web.Send("POST", Path, """{"id": "1", "kind": "useful"}""");

        await answer.Problem(503, "unavailable");
    }

    private static string EventOf(string source, string id) =>
        $$$"""
        {"specversion": "1.0", "id": "{{{id}}}", "source": "{{{source}}}", "type": "org.example.pressed",
         "time": "2026-01-31T18:00:00Z", "datacontenttype": "application/json", "traceparent": "00", "data": {{{Risk}}} }
        """;
}
