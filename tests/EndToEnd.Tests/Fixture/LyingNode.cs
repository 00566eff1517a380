using System.Text.Json.Nodes;
using Kwala.TestKit.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>Stands before a real node and answers in its place, or changes what is asked and answered.</summary>
internal sealed class LyingNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _node;

    private LyingNode(WebApplication app, HttpClient node) => (_app, _node) = (app, node);

    public Uri Url => new(_app.Urls.First());

    /// <summary>Answers in the node's place; null for passing everything on.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Changes a request before the node sees it.</summary>
    public Action<JsonObject> Asks { get; set; } = _ => { };

    /// <summary>Changes the answer to a method before the asker sees it.</summary>
    public Action<string, JsonObject> Answers { get; set; } = (_, _) => { };

    public static async Task<LyingNode> Start(AnvilNode node)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var liar = new LyingNode(builder.Build(), new HttpClient { BaseAddress = node.Url });
        liar._app.MapPost("/", (Delegate)liar.Pass);
        await liar._app.StartAsync();
        return liar;
    }

    /// <summary>Tells the truth from now on.</summary>
    public void Repent() => (Instead, Asks, Answers) = (null, _ => { }, (_, _) => { });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _node.Dispose();
    }

    private async Task Pass(HttpContext context)
    {
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        var asked = (await JsonNode.ParseAsync(context.Request.Body))!;
        var methods = new Dictionary<string, string>();
        foreach (var request in Each(asked))
        {
            methods[request["id"]!.ToJsonString()] = request["method"]!.GetValue<string>();
            Asks(request);
        }

        using var content = new StringContent(asked.ToJsonString(), null, "application/json");
        using var response = await _node.PostAsync("", content, context.RequestAborted);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(context.RequestAborted))!;
        foreach (var result in Each(answer))
            Answers(methods[result["id"]!.ToJsonString()], result);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static List<JsonObject> Each(JsonNode message) =>
        message is JsonArray batch ? [.. batch.Select(it => it!.AsObject())] : [message.AsObject()];
}
