using System.Threading.Channels;
using Kwala.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kwala.Channels.Tests.Tiers;

/// <summary>A team's backend on loopback that answers as the test says; keeps what it was asked.</summary>
internal sealed class TierBackend : IAsyncDisposable
{
    private readonly WebApplication _door;
    private readonly Channel<(string Path, string IfNoneMatch, string Authorization)> _asked =
        Channel.CreateUnbounded<(string, string, string)>();

    private TierBackend()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _door = builder.Build();
        _door.MapGet("/{**path}", async context =>
        {
            var head = context.Request.Headers;
            _asked.Writer.TryWrite((context.Request.Path, head.IfNoneMatch.ToString(), head.Authorization.ToString()));
            await Answer(context);
        });
    }

    public string Url => $"{_door.Urls.First()}/tiers/{{wallet}}";

    public Func<HttpContext, Task> Answer { get; set; } = Says("""{"tier": "aggressive"}""");

    public static async Task<TierBackend> Open()
    {
        var backend = new TierBackend();
        await backend._door.StartAsync();
        return backend;
    }

    public static Func<HttpContext, Task> Says(
        string body, int status = 200, string type = "application/json", params (string Name, string Value)[] headers) =>
        context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            foreach (var (name, value) in headers)
                context.Response.Headers.Append(name, value);
            return status == 304 ? Task.CompletedTask : context.Response.WriteAsync(body);
        };

    public Task<(string Path, string IfNoneMatch, string Authorization)> Asked() =>
        _asked.Reader.ReadAsync().AsTask().OrFail("the backend was not asked");

    public int AskedBesides => _asked.Reader.Count;

    public ValueTask DisposeAsync() => _door.DisposeAsync();
}
