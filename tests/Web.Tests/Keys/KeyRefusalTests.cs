using Kwala.Web.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Web.Tests.Keys;

public sealed class KeyRefusalTests
{
    // Decision 18: health, links that carry their own signature, and OpenAPI if switched on.
    private static readonly string[] Open =
    [
        "/health/live", "/health/ready", "/health/started", "/l/{token}", "/l/{token}/{channel}/{kind}", "/l/{token}/{kind}/{about}/{answer}",
        "/openapi/{documentName}.json",
    ];

    private static readonly string[] ForOperators =
        [
            "vouchContact", "readWebhookSecrets", "putWorkflow", "deleteWorkflow", "readDeadLetters", "readSegmentWallets", "readSegments",
            "retryDeadLetter", "startBacktest", "readBacktest", "cancelBacktest", "putRollout", "endRollout",
            "rollBackWorkflow", "readShadow",
        ];

    [Fact]
    public async Task Every_endpoint_needs_a_key_but_those_that_are_open_by_decision()
    {
        await using var web = await WebHost.Start(("Kwala:Web:OpenApi", "true"));

        var endpoints = web.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>().ToArray();

        Assert.Equal(
            Open.Order(),
            endpoints.Where(it => it.Metadata.GetMetadata<IAuthorizeData>() is null)
                .Select(it => it.RoutePattern.RawText!).Distinct().Order());
        Assert.Equal(
            ForOperators.Order(),
            endpoints.Where(it => it.Metadata.OfType<IAuthorizeData>().Any(need => need.Policy == Roles.Operator))
                .Select(it => it.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName).Order());
    }

    [Theory]
    [InlineData(null, null, "Send Authorization")]
    [InlineData("Bearer wrong-key", null, "not known")]
    [InlineData("Bearer ", null, "not known")]
    [InlineData("Basic dXNlcjpwYXNz", null, "not known")]
    [InlineData(null, "wrong-key", "not known")]
    [InlineData("Bearer " + WebHost.BackendKey, WebHost.OperatorKey, "not known")]
    public async Task No_key_or_a_wrong_one_gets_401_with_the_way_in(
        string? authorization, string? apiKey, string remedy)
    {
        await using var web = await WebHost.Start();
        (string, string)[] headers =
        [
            .. authorization is null ? [] : new[] { ("Authorization", authorization) },
            .. apiKey is null ? [] : new[] { ("X-Api-Key", apiKey) },
        ];

        var answer = await web.Send("GET", "/v1/status", key: null, headers: headers);

        var problem = await answer.Problem(401, "key-needed");
        Assert.Contains(remedy, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_key_longer_than_any_is_refused()
    {
        await using var web = await WebHost.Start();

        var answer = await web.Send("GET", "/v1/status", key: new string('k', 5000));

        await answer.Problem(401, "key-needed");
    }

    [Fact]
    public async Task Without_any_configured_key_every_keyed_door_is_shut_and_says_how_to_open_it()
    {
        await using var web = await WebHost.StartWithoutKeys();

        foreach (var key in new[] { null, "", WebHost.OperatorKey })
        {
            var problem = await (await web.Send("GET", "/v1/status", key: key)).Problem(401, "key-needed");
            Assert.Contains("Kwala:Web:Keys", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/v1/dead-letters")]
    [InlineData("POST", "/v1/dead-letters/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/key/retry")]
    [InlineData("DELETE", "/v1/workflows/risk")]
    public async Task A_backend_key_gets_403_at_an_operators_door_with_the_role_it_needs(string method, string path)
    {
        await using var web = await WebHost.Start();

        var problem = await (await web.Send(method, path)).Problem(403, "role-needed");

        Assert.Contains("role operator", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(web.Kwala.Retried);
    }

    [Fact]
    public async Task A_key_opens_the_door_in_either_header()
    {
        await using var web = await WebHost.Start();

        var bearer = await web.Send("GET", "/v1/status");
        var header = await web.Send("GET", "/v1/status", key: null, headers: ("X-Api-Key", WebHost.BackendKey));

        Assert.True(bearer.IsSuccessStatusCode);
        Assert.True(header.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Keys_are_never_logged()
    {
        await using var web = await WebHost.Start();

        await web.Send("GET", "/v1/status");
        await web.Send("GET", "/v1/status", key: "a-wrong-key-that-somebody-mistyped");

        Assert.Contains("/v1/status", web.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(WebHost.BackendKey, web.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-key-that", web.Log.ToString(), StringComparison.Ordinal);
    }
}
