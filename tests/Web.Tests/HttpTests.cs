using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kwala.Web.Tests;

public sealed class HttpTests
{
    private const string Preferences = "/v1/wallets/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/preferences";

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not-found")]
    [InlineData("GET", "/openapi/v1.json", 404, "not-found")]
    [InlineData("DELETE", Preferences, 405, "method-not-allowed")]
    [InlineData("HEAD", "/v1/tiers", 405, null)]
    public async Task What_is_not_served_is_a_problem_too(string method, string path, int status, string? type)
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send(method, path);

        if (type is null)
            Assert.Equal(status, (int)answer.StatusCode);
        else
            await answer.Problem(status, type);
    }

    [Fact]
    public async Task Head_answers_as_get_without_the_body()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("HEAD", Preferences);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"0\"", answer.Headers.ETag?.ToString());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Options_lists_the_methods()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("OPTIONS", Preferences, key: null);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["GET", "PATCH", "PUT"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Answers_carry_safe_headers_and_do_not_name_the_server()
    {
        await using var web = await WebHost.Start();

        foreach (var path in new[] { "/health/live", Preferences, "/nowhere", "/l/x" })
        {
            var answer = await web.Send("GET", path);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.StartsWith(
                "default-src 'none'",
                answer.Headers.GetValues("Content-Security-Policy").Single(),
                StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl is { NoStore: true } or { NoCache: true, Private: true });
            Assert.Empty(answer.Headers.Server);
        }
    }

    /// <summary>Without it there would be no keys and no limits, and nobody would notice.</summary>
    [Fact]
    public async Task Endpoints_without_their_middleware_are_not_served()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddKwalaWeb(builder.Configuration);
        await using var app = builder.Build();

        var told = Assert.Throws<InvalidOperationException>(() => app.MapKwala());

        Assert.Contains("UseKwalaWeb", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_ours_tells_nothing_of_itself()
    {
        await using var web = await WebHost.Start();
        web.Kwala.BeforeChange = () => throw new InvalidOperationException("secret-of-the-failure");

        var answer = await web.Send("PATCH", Preferences, "{}");

        var problem = await answer.Problem(500, "failed");
        Assert.DoesNotContain("secret-of-the-failure", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("secret-of-the-failure", web.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_takes_too_long_gets_504()
    {
        await using var web = await WebHost.Start(("Kwala:Web:RequestTimeout", "00:00:00.050"));
        web.Kwala.Gate = new TaskCompletionSource().Task;

        await (await web.Send("GET", Preferences)).Problem(504, "too-slow");
    }

    [Fact]
    public async Task A_bulk_change_has_twenty_times_as_long_as_a_question()
    {
        await using var web = await WebHost.Start(("Kwala:Web:RequestTimeout", "00:00:07"));

        var timeouts = web.Services.GetRequiredService<IOptions<RequestTimeoutOptions>>().Value;
        var policy = web.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Single(it => it.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == "setTiers")
            .Metadata.GetMetadata<RequestTimeoutAttribute>()!.PolicyName!;

        Assert.Equal(TimeSpan.FromSeconds(7), timeouts.DefaultPolicy?.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(140), timeouts.Policies[policy].Timeout);
    }

    [Fact]
    public async Task A_key_that_asks_too_fast_gets_429_with_retry_after_and_others_are_answered()
    {
        await using var web = await WebHost.Start(("Kwala:Web:RequestsPerSecondPerKey", "1"));

        for (var i = 0; i < 2; i++)
            Assert.True((await web.Send("GET", "/v1/workflows")).IsSuccessStatusCode);

        var refused = await web.Send("GET", "/v1/workflows");
        await refused.Problem(429, "too-many-requests");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.True((await web.Send("GET", "/v1/workflows", key: WebHost.OperatorKey)).IsSuccessStatusCode);

        web.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await web.Send("GET", "/v1/workflows")).IsSuccessStatusCode);
        await (await web.Send("GET", "/v1/workflows")).Problem(429, "too-many-requests");
    }

    [Fact]
    public async Task Guessing_keys_is_slowed_down_by_address_and_does_not_slow_those_who_have_one()
    {
        await using var web = await WebHost.Start(("Kwala:Web:RequestsPerMinutePerAddress", "3"));

        for (var i = 0; i < 3; i++)
            await (await web.Send("GET", "/v1/status", key: $"guess-{i}")).Problem(401, "key-needed");

        await (await web.Send("GET", "/v1/status", key: "guess-4")).Problem(429, "too-many-requests");
        await (await web.Send("GET", "/l/AAAA", key: null)).Problem(429, "too-many-requests");
        Assert.True((await web.Send("GET", "/v1/status")).IsSuccessStatusCode);
        Assert.True((await web.Send("GET", "/health/live", key: null)).IsSuccessStatusCode);

        web.Time.Advance(TimeSpan.FromSeconds(20)); // One of three a minute.
        await (await web.Send("GET", "/v1/status", key: "guess-5")).Problem(401, "key-needed");
    }

    [Fact]
    public async Task Ready_fails_from_the_moment_that_a_stop_is_asked_for_and_live_does_not()
    {
        await using var web = await WebHost.Start();

        // The server itself stays: nobody here waits for the stop.
        web.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var ready = await web.Send("GET", "/health/ready", key: null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"status":"not-ready","failing":["stopping"]}""", await ready.Content.ReadAsStringAsync());
        Assert.True((await web.Send("GET", "/health/live", key: null)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Ready_fails_while_grains_do_not_answer_and_live_does_not()
    {
        await using var web = await WebHost.Start();

        var ready = await web.Send("GET", "/health/ready", key: null);
        web.Kwala.Down = true;
        var unready = await web.Send("GET", "/health/ready", key: null);
        var live = await web.Send("GET", "/health/live", key: null);

        Assert.Equal("""{"status":"ready","failing":[]}""", await ready.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal("""{"status":"not-ready","failing":["grains"]}""", await unready.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
