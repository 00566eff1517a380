using Kwala.Core.Segments;

namespace Kwala.Web.Tests.Resources;

/// <summary>Segments and their wallets over HTTP.</summary>
public sealed class SegmentsTests
{
    private static readonly string Wallet = $"/v1/wallets/{WebHost.Wallet}/segments";

    [Fact]
    public async Task Segments_are_told_with_condition_version_and_count()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("GET", "/v1/segments", key: WebHost.OperatorKey);

        Assert.Equal(
            """{"items":[{"name":"absent","condition":"isDormant","version":"0123456789abcdef","wallets":3}]}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Page_of_wallets_tells_where_the_next_begins()
    {
        await using var web = await WebHost.Start();

        var first = await web.Send("GET", "/v1/segments/absent/wallets", key: WebHost.OperatorKey);
        Assert.Equal(
            $$"""{"version":"0123456789abcdef","wallets":["{{WebHost.Wallet}}"],"next":"{{WebHost.Wallet}}"}""",
            await first.Content.ReadAsStringAsync());
        var last = await (await web.Send(
            "GET", $"/v1/segments/absent/wallets?after={WebHost.Wallet}&limit=7", key: WebHost.OperatorKey)).Json();

        Assert.Equal(System.Text.Json.JsonValueKind.Null, last.GetProperty("next").ValueKind);
        Assert.Equal(
            [(new SegmentName("absent"), null, 50), (new SegmentName("absent"), WebHost.Wallet, 7)], web.Kwala.Sorted.Asked);
    }

    [Fact]
    public async Task Owner_sees_the_segments_of_the_wallet()
    {
        await using var web = await WebHost.Start();

        Assert.Equal(
            """{"segments":["absent"]}""", await (await web.Send("GET", Wallet)).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/segments")]
    [InlineData("/v1/segments/absent/wallets")]
    public async Task Who_belongs_where_is_for_operators(string path)
    {
        await using var web = await WebHost.Start();

        await (await web.Send("GET", path)).Problem(403, "role-needed");
    }

    [Fact]
    public async Task Segment_that_is_none_is_not_found()
    {
        await using var web = await WebHost.Start();

        await (await web.Send("GET", "/v1/segments/nobody/wallets", key: WebHost.OperatorKey)).Problem(404, "not-found");
    }

    [Fact]
    public async Task Everything_wrong_with_a_page_is_told_at_once()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(
            "GET", "/v1/segments/Absent/wallets?after=0x12&limit=501&sort=up", key: WebHost.OperatorKey);

        var problem = await answer.Problem(400, "invalid-request");
        Assert.Equal(["after", "limit", "name", "sort"], problem.Places().Order(StringComparer.Ordinal));
        Assert.Empty(web.Kwala.Sorted.Asked);
    }

    [Fact]
    public async Task Deployment_that_does_not_answer_is_said_so()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Sorted.Down = true;

        foreach (var path in new[] { "/v1/segments", "/v1/segments/absent/wallets", Wallet })
            await (await web.Send("GET", path, key: WebHost.OperatorKey)).Problem(503, "unavailable");
    }
}
