using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kwala.Silo.Tests.Fixture;

internal enum WebhookMode
{
    Accepting,
    Refusing,
    Holding,
}

/// <summary>A webhook receiver on loopback that accepts, refuses with 503, or holds until it is let go.</summary>
internal sealed class WebhookDoor : IAsyncDisposable
{
    private readonly WebApplication _door;
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WebhookMode _mode;

    private WebhookDoor(WebhookMode mode)
    {
        _mode = mode;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _door = builder.Build();
        _door.MapPost("/{**path}", Answer);
    }

    public Uri Url => new(_door.Urls.First());

    public static async Task<WebhookDoor> Open(WebhookMode mode)
    {
        var door = new WebhookDoor(mode);
        await door._door.StartAsync();
        return door;
    }

    /// <summary>The id of the next request, whatever becomes of it.</summary>
    public async Task<string> Asked()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        return await _asked.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Takes a request that came before; false where none did.</summary>
    public bool TryAsked() => _asked.Reader.TryRead(out _);

    /// <summary>Accepts from now on, what is held as well.</summary>
    public void Accept()
    {
        _mode = WebhookMode.Accepting;
        _go.TrySetResult();
    }

    public ValueTask DisposeAsync()
    {
        _go.TrySetResult();
        return _door.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        var mode = _mode;
        await _asked.Writer.WriteAsync(context.Request.Headers["webhook-id"].ToString());
        if (mode == WebhookMode.Holding)
            await _go.Task;
        context.Response.StatusCode = mode == WebhookMode.Refusing
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status204NoContent;
    }
}
