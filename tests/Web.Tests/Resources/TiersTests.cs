using System.Text.Json;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using static System.StringComparison;

namespace Kwala.Web.Tests.Resources;

public sealed class TiersTests
{
    private static readonly Address Other = Address.FromBytes(Convert.FromHexString(new string('1', 40)));

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    public async Task One_bad_line_does_not_stop_the_others_and_every_line_is_reported(string contentType)
    {
        await using var web = await WebHost.Start();
        string[] lines =
        [
            $$"""{"wallet": "{{WebHost.Wallet}}", "tier": "aggressive"}""",
            """{"wallet": "0xD8da6bf26964af9d7eed9e03e53415d37aa96045", "tier": "Bad Tier", "extra": 1}""",
            $$"""{"wallet": "{{Other}}", "tier": "forbidden"}""",
            $$"""{"wallet": "{{Other}}"}""",
            $$"""{"wallet": "{{Other}}", "tier": null}""",
        ];
        var body = contentType == "application/json" ? $"[{string.Join(',', lines)}]" : string.Join('\n', lines);

        var answer = await web.Send("PUT", "/v1/tiers", body, contentType);

        var told = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            ["1 set", "2 refused", "3 refused", "4 refused", "5 set"],
            told[..^1].Select(line => $"{line.GetProperty("line")} {line.GetProperty("result")}"));
        var problem = told[1].GetProperty("problem").GetString()!;
        Assert.Contains("#/extra", problem, Ordinal);
        Assert.Contains("#/wallet", problem, Ordinal);
        Assert.Contains("#/tier", problem, Ordinal);
        Assert.Equal("""{"lines":5,"set":2,"refused":3,"unavailable":0}""", told[^1].GetRawText());
        Assert.Equal(TierName.Aggressive, web.Kwala.PreferencesOf(WebHost.Wallet).Tier);
    }

    [Fact]
    public async Task A_line_that_is_not_json_is_refused_by_its_number_and_empty_lines_count()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("PUT", "/v1/tiers", "\n{nonsense\r\n\n", "application/x-ndjson");

        Assert.Equal(
            """
            {"line":2,"wallet":null,"result":"refused","problem":"This line is not well-formed JSON."}
            {"lines":1,"set":0,"refused":1,"unavailable":0}

            """,
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{}", "application/json", 400)]
    [InlineData("[", "application/json", 400)]
    [InlineData("[]", "text/csv", 415)]
    public async Task A_body_that_is_no_list_is_refused_whole(string body, string contentType, int status)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("PUT", "/v1/tiers", body, contentType);

        await answer.Problem(status, status == 400 ? "invalid-request" : "unsupported-content-type");
    }

    [Fact]
    public async Task A_wallet_that_gives_no_answer_is_reported_and_the_lines_after_it_are_set()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Away = WebHost.Wallet;
        var lines = $$"""
            {"wallet": "{{WebHost.Wallet}}", "tier": "standard"}
            {"wallet": "{{Other}}", "tier": "standard"}
            """;

        var answer = await web.Send("PUT", "/v1/tiers", lines, "application/x-ndjson");

        var told = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"result\":\"unavailable\",\"problem\":\"Nobody is home. Send it again.\"", told, Ordinal);
        Assert.EndsWith("{\"lines\":2,\"set\":1,\"refused\":0,\"unavailable\":1}\n", told, Ordinal);
        Assert.Equal(TierName.Standard, web.Kwala.PreferencesOf(Other).Tier);
    }

    [Fact]
    public async Task A_wallet_that_somebody_else_changed_at_the_same_time_is_reported_with_what_to_do()
    {
        await using var web = await WebHost.Start();
        web.Kwala.Contested = WebHost.Wallet;
        var lines = $$"""
            {"wallet": "{{WebHost.Wallet}}", "tier": "standard"}
            {"wallet": "{{Other}}", "tier": "standard"}
            """;

        var answer = await web.Send("PUT", "/v1/tiers", lines, "application/x-ndjson");

        var told = await answer.Content.ReadAsStringAsync();
        Assert.Contains(
            "\"result\":\"unavailable\",\"problem\":\"Somebody else changed this wallet at the same time. Send it again.\"",
            told,
            Ordinal);
        Assert.EndsWith("{\"lines\":2,\"set\":1,\"refused\":0,\"unavailable\":1}\n", told, Ordinal);
        Assert.Equal(TierName.Standard, web.Kwala.PreferencesOf(Other).Tier);
    }

    [Fact]
    public async Task More_than_8_MB_get_413()
    {
        await using var web = await WebHost.Start();

        var at = await web.Send("PUT", "/v1/tiers", "[]".PadRight(8 * 1024 * 1024));
        var over = await web.Send(
            "PUT", "/v1/tiers", "[]".PadRight((8 * 1024 * 1024) + 1), headers: ("Expect", "100-continue"));

        Assert.True(at.IsSuccessStatusCode);
        await over.Problem(413, "too-large");
    }

    [Fact]
    public async Task More_than_100_000_lines_are_refused_whole()
    {
        await using var web = await WebHost.Start();
        var line = $"{{\"wallet\":\"{Other}\",\"tier\":null}}\n";

        var answer = await web.Send(
            "PUT", "/v1/tiers", string.Concat(Enumerable.Repeat(line, 100_001)), "application/x-ndjson");

        var problem = await answer.Problem(400, "invalid-request");
        Assert.Contains("100001 lines are too many: send at most 100000 at once.", problem.ToString(), Ordinal);
    }

    [Fact]
    public async Task A_third_bulk_change_at_a_time_gets_429()
    {
        await using var web = await WebHost.Start();
        using var begun = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        web.Kwala.BeforeChange = () => begun.Release();
        web.Kwala.Gate = gate.Task;
        Task<HttpResponseMessage>[] two = [web.Send("PUT", "/v1/tiers", "[]"), web.Send("PUT", "/v1/tiers", "[]")];
        await begun.WaitAsync();
        await begun.WaitAsync();

        await (await web.Send("PUT", "/v1/tiers", "[]")).Problem(429, "too-many-requests");

        gate.SetResult();
        Assert.All(await Task.WhenAll(two), answer => Assert.True(answer.IsSuccessStatusCode));
        Assert.True((await web.Send("PUT", "/v1/tiers", "[]")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Many_lines_are_set_in_order()
    {
        await using var web = await WebHost.Start();
        var lines = Enumerable.Range(0, 5000).Select(i => $$"""{"wallet": "0x{{i:x40}}", "tier": "standard"}""");

        var answer = await web.Send("PUT", "/v1/tiers", string.Join('\n', lines), "application/x-ndjson");

        var told = (await answer.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal("""{"lines":5000,"set":5000,"refused":0,"unavailable":0}""", told[^2]);
        Assert.StartsWith("{\"line\":4321,", told[4320], Ordinal);
    }
}
