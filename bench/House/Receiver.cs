using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;

namespace Kwala.Bench.House;

/// <summary>An endpoint of webhooks that asks for patience until it is told to take what comes.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeSpan _patience;
    private readonly ConcurrentDictionary<string, bool> _refused = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _taken = new();
    private readonly SemaphoreSlim _came = new(0);
    private volatile bool _takes;

    private Receiver(TimeSpan patience)
    {
        _patience = patience;
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/", (Delegate)Came);
    }

    /// <summary>Where it listens.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.Single();

    /// <summary>Starts it.</summary>
    /// <param name="patience">After how long what it refuses may come again.</param>
    public static async Task<Receiver> Start(TimeSpan patience)
    {
        var started = new Receiver(patience);
        await started._app.StartAsync();
        return started;
    }

    /// <summary>When the newest of what it took came; the beginning of time for none.</summary>
    public DateTimeOffset LastTaken => _taken.Values.DefaultIfEmpty(DateTimeOffset.MinValue).Max();

    /// <summary>Refuses from now on, and forgets what came.</summary>
    public void Refuse()
    {
        _takes = false;
        Forget();
    }

    /// <summary>Forgets what came.</summary>
    public void Forget()
    {
        _refused.Clear();
        _taken.Clear();
    }

    /// <summary>Ends when the messages of so many wallets were refused.</summary>
    public Task Refused(int wallets, CancellationToken cancellationToken) =>
        Until(() => _refused.Count >= wallets, cancellationToken);

    /// <summary>Takes what comes from now on. Ends when it has those of so many wallets; when each came.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> Take(
        int wallets, CancellationToken cancellationToken)
    {
        _takes = true;
        await Until(() => _taken.Count >= wallets, cancellationToken);
        return _taken.ToDictionary();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _came.Dispose();
    }

    private async Task Until(Func<bool> holds, CancellationToken cancellationToken)
    {
        while (!holds())
            await _came.WaitAsync(cancellationToken);
    }

    private async Task<IResult> Came(HttpContext request)
    {
        var message = await JsonSerializer.DeserializeAsync<JsonElement>(request.Request.Body);
        var wallet = message.GetProperty("data").GetProperty("wallet").GetString()!;
        var isTaken = _takes;
        if (isTaken)
            _taken.TryAdd(wallet, TimeProvider.System.GetUtcNow());
        else
            _refused.TryAdd(wallet, true);
        _came.Release();
        if (isTaken)
            return Results.Ok();
        request.Response.Headers.RetryAfter =
            ((int)_patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
