using System.Net;

namespace Kwala.Web.Tests.Resources;

public sealed class WorkflowsTests
{
    private const string Yaml = "application/yaml";

    [Fact]
    public async Task A_workflow_with_mistakes_is_refused_with_the_place_of_each_and_nothing_changes()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(
            "PUT", "/v1/workflows/risk", "workflow: risk\nmistake\nmistake", Yaml, WebHost.OperatorKey);

        Assert.Equal(["request:2:3", "request:3:3"], (await answer.Problem(422, "invalid-workflow")).Places());
        await (await web.Send("GET", "/v1/workflows/risk")).Problem(404, "not-found");
    }

    [Fact]
    public async Task Checking_tells_all_mistakes_and_changes_nothing()
    {
        await using var web = await WebHost.Start();

        var bad = await (await web.Send("POST", "/v1/workflows/check", "a\nmistake", Yaml)).Json();
        var good = await (await web.Send("POST", "/v1/workflows/check", "a", Yaml)).Json();

        Assert.Equal(
            """[{"place":"request:2:3","line":2,"column":3,"message":"This is a mistake."}]""",
            bad.GetProperty("mistakes").GetRawText());
        Assert.False(bad.GetProperty("valid").GetBoolean());
        Assert.True(good.GetProperty("valid").GetBoolean());
        Assert.Empty((await (await web.Send("GET", "/v1/workflows")).Json()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_workflow_that_a_file_owns_is_changed_in_the_file()
    {
        await using var web = await WebHost.Start();
        await web.Send("PUT", "/v1/workflows/risk", "workflow: risk", Yaml, WebHost.OperatorKey);
        web.Kwala.OwnedByFile = "risk.yaml";

        var read = await (await web.Send("GET", "/v1/workflows/risk")).Json();
        var put = await web.Send("PUT", "/v1/workflows/risk", "workflow: risk", Yaml, WebHost.OperatorKey);
        var delete = await web.Send("DELETE", "/v1/workflows/risk", key: WebHost.OperatorKey);

        Assert.Equal("risk.yaml", read.GetProperty("file").GetString());
        foreach (var answer in new[] { put, delete })
        {
            var problem = await answer.Problem(409, "conflict");
            Assert.Contains("risk.yaml", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("PUT", "/v1/workflows/risk")]
    [InlineData("POST", "/v1/workflows/check")]
    public async Task A_text_that_is_too_long_or_not_UTF8_is_refused_before_it_is_read_as_a_workflow(
        string method, string path)
    {
        await using var web = await WebHost.Start();

        var long64 = await web.Send(method, path, new string('#', (64 * 1024) + 1), Yaml, WebHost.OperatorKey);
        var latin1 = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new ByteArrayContent([.. "workflow: r"u8, 0xFC, .. "sk"u8]),
            Headers = { Authorization = new("Bearer", WebHost.OperatorKey) },
        };
        latin1.Content.Headers.ContentType = new(Yaml);

        await long64.Problem(413, "too-large");
        var problem = await (await web.Http.SendAsync(latin1)).Problem(400, "invalid-request");
        Assert.Contains("UTF-8", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty((await (await web.Send("GET", "/v1/workflows")).Json()).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("GET", "/v1/workflows")]
    [InlineData("GET", "/v1/workflows/risk")]
    [InlineData("PUT", "/v1/workflows/risk")]
    [InlineData("DELETE", "/v1/workflows/risk")]
    [InlineData("POST", "/v1/workflows/check")]
    public async Task While_grains_do_not_answer_it_is_503_with_when_to_come_back(string method, string path)
    {
        await using var web = await WebHost.Start();
        web.Kwala.Down = true;

        var answer = await web.Send(
            method, path, method is "PUT" or "POST" ? "workflow: risk" : null, Yaml, WebHost.OperatorKey);

        await answer.Problem(503, "unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("PUT", "/v1/workflows/Bad%20Name", "application/yaml", 400, "invalid-request")]
    [InlineData("GET", "/v1/workflows/Bad%20Name", null, 400, "invalid-request")]
    [InlineData("DELETE", "/v1/workflows/Bad%20Name", null, 400, "invalid-request")]
    [InlineData("GET", "/v1/workflows/risk", null, 404, "not-found")]
    [InlineData("PUT", "/v1/workflows/risk", "application/json", 415, "unsupported-content-type")]
    [InlineData("DELETE", "/v1/workflows/risk", null, 404, "not-found")]
    public async Task What_cannot_be_done_says_why(string method, string path, string? type, int status, string problem)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(method, path, type is null ? null : "text", type ?? "", WebHost.OperatorKey);

        await answer.Problem(status, problem);
    }

    [Theory]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "W/\"{0}\"", 304)]
    [InlineData("If-None-Match", "\"another\"", 200)]
    [InlineData("If-None-Match", "another", 400)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Match", "\"{0}\"", 200)]
    [InlineData("If-Match", "W/\"{0}\"", 412)]
    [InlineData("If-Match", "\"another\"", 412)]
    [InlineData("If-Match", "another", 400)]
    public async Task Reading_keeps_to_the_version_that_the_caller_means(string header, string value, int status)
    {
        await using var web = await WebHost.Start();
        await web.Send("PUT", "/v1/workflows/risk", "workflow: risk", Yaml, WebHost.OperatorKey);
        var tag = (await web.Send("GET", "/v1/workflows/risk")).Headers.ETag!.Tag.Trim('"');

        var answer = await web.Send(
            "GET", "/v1/workflows/risk", headers: (header, value.Replace("{0}", tag, StringComparison.Ordinal)));
        var missing = await web.Send("GET", "/v1/workflows/missing", headers: (header, "*"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "If-Match")]
    [InlineData("PUT", "If-None-Match")]
    [InlineData("DELETE", "If-Match")]
    [InlineData("DELETE", "If-None-Match")]
    public async Task A_condition_that_would_not_be_kept_is_refused_and_nothing_changes(string method, string header)
    {
        await using var web = await WebHost.Start();
        await web.Send("PUT", "/v1/workflows/risk", "workflow: risk", Yaml, WebHost.OperatorKey);

        var answer = await web.Send(
            method, "/v1/workflows/risk", method == "PUT" ? "other" : null, Yaml, WebHost.OperatorKey, (header, "*"));

        var problem = await answer.Problem(400, "invalid-request");
        Assert.Equal([header], problem.Places());
        Assert.Contains($"leave {header} out", problem.ToString(), StringComparison.Ordinal);
        var kept = await (await web.Send("GET", "/v1/workflows/risk")).Json();
        Assert.Equal("workflow: risk", kept.GetProperty("yaml").GetString());
    }

    [Fact]
    public async Task A_workflow_is_put_listed_read_and_deleted()
    {
        await using var web = await WebHost.Start();

        var put = await web.Send("PUT", "/v1/workflows/risk", "workflow: risk", Yaml, WebHost.OperatorKey);
        var list = await (await web.Send("GET", "/v1/workflows")).Json();
        var answer = await web.Send("GET", "/v1/workflows/risk");
        var read = await answer.Json();
        var deleted = await web.Send("DELETE", "/v1/workflows/risk", key: WebHost.OperatorKey);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("risk", list.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal("workflow: risk", read.GetProperty("yaml").GetString());
        var hash = (await put.Json()).GetProperty("hash").GetString();
        Assert.Equal((hash, $"\"{hash}\""), (read.GetProperty("hash").GetString(), answer.Headers.ETag?.ToString()));
        Assert.Matches("^0x[0-9a-f]{64}$", hash);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await (await web.Send("GET", "/v1/workflows/risk")).Problem(404, "not-found");
    }
}
