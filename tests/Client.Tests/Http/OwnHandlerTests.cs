using System.Collections.Concurrent;
using Kwala.Client.Tests.Fixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kwala.Client.Tests.Http;

/// <summary>The handler that the client brings, against a server that wants the key elsewhere.</summary>
public sealed class OwnHandlerTests
{
    [Fact]
    public async Task Redirect_is_not_followed_and_cookies_are_not_kept()
    {
        var asked = new ConcurrentQueue<(string Path, bool HasCookie)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.Run(context =>
        {
            asked.Enqueue((context.Request.Path, context.Request.Headers.Cookie.Count > 0));
            context.Response.Cookies.Append("track", "me");
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        await server.StartAsync();
        await using var services = new ServiceCollection().AddLogging().AddKwalaHttpClient(options =>
            (options.BaseAddress, options.ApiKey) = (new Uri(server.Urls.First()), ScriptedApi.Key)).BuildServiceProvider();
        var client = services.GetRequiredService<IKwalaClient>();

        var first = await client.Deployment.ReadStatus(default);
        var second = await client.Wallets.SetTiers([new(default, null)], default).SingleAsync();

        Assert.IsType<ReadOutcome<DeploymentStatus>.Unavailable>(first);
        Assert.IsType<TierOutcome.Unavailable>(second.Outcome);
        Assert.Equal([("/v1/status", false), ("/v1/tiers", false)], asked);
    }
}
