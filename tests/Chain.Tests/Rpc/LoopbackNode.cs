using System.Net;
using Kwala.Chain.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kwala.Chain.Tests.Rpc;

/// <summary>A real HTTP server on a free loopback port that answers every request in the same scripted way.</summary>
internal sealed class LoopbackNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackNode(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First() + "/v2/s3cr3t-k3y");

    /// <summary>The bodies received.</summary>
    public List<string> Received { get; } = [];

    public static async Task<LoopbackNode> Start(Func<HttpContext, string, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<KestrelServerOptions>(o => o.AllowSynchronousIO = false);
        var app = builder.Build();
        var node = new LoopbackNode(app);
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync();
            lock (node.Received)
                node.Received.Add(text);
            await answer(context, text);
        });
        await app.StartAsync();
        return node;
    }

    /// <summary>Always the same JSON.</summary>
    public static Task<LoopbackNode> Start(string json, int status = 200) => Start((context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    });

    public RpcEndpoint Endpoint(TimeProvider? time = null, int bodyBytesMax = 1 << 20, int retries = 0) => new(
        new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
        }),
        Url,
        new RpcLimits(TimeSpan.FromSeconds(5), bodyBytesMax, retries),
        time ?? TimeProvider.System,
        () => 1);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
