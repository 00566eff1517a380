using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>
/// A message at the gate, by what makes it one: its id, whose it is, by which workflow, about which position and episode.
/// </summary>
internal sealed record Passed(string Id, string Wallet, string Workflow, string Subject, long Episode, string Type);

/// <summary>A request at the gate, whatever became of it.</summary>
/// <param name="Id">Its message's id.</param>
/// <param name="At">When it was read.</param>
/// <param name="Body">Its body, word for word.</param>
/// <param name="From">Who sent it, where the URL that it was told has a query <c>from</c>; else empty.</param>
internal sealed record Attempt(string Id, DateTimeOffset At, string Body, string From);

/// <summary>
/// A webhook's receiver of our own, because it must do what no independent one does: refuse or hold every request until
/// the test says otherwise. Signatures are checked against the independent receiver in Channels.Tests.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    /// <summary>What a throttling gate asks for: longer than Kwala waits by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<bool> Holds, TaskCompletionSource Reached)> _waiting = [];
    private readonly HashSet<string> _ids = [];
    private ImmutableList<Passed> _passed = [];
    private ImmutableList<Attempt> _attempts = [];
    private GateMode _mode;

    private Gate(WebApplication app, GateMode mode) => (_app, _mode) = (app, mode);

    public Uri Url => new(_app.Urls.First() + "/hook");

    public ImmutableList<Passed> Passed => _passed;

    public ImmutableList<Attempt> Attempts => _attempts;

    /// <summary>Takes every message from this sender and never answers it, as where answers are lost on their way.</summary>
    public string? SilentTo { get; set; }

    public static async Task<Gate> Start(GateMode mode = GateMode.Open)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gate = new Gate(builder.Build(), mode);
        gate._app.MapPost("/hook", (Delegate)gate.Receive);
        await gate._app.StartAsync();
        return gate;
    }

    /// <summary>Lets everything through from now on, also what is held.</summary>
    public void Open()
    {
        _mode = GateMode.Open;
        _opened.TrySetResult();
    }

    /// <summary>Answers 400 from now on: no attempt more is worth making.</summary>
    public void Reject() => _mode = GateMode.Rejecting;

    /// <summary>Ends when so many attempts have been made, whatever became of them.</summary>
    public Task Attempted(int count) => Until(() => _attempts.Count >= count);

    /// <summary>Ends when so many messages have passed.</summary>
    public Task Has(int count) => Until(() => _passed.Count >= count);

    /// <summary>Ends when so many messages from this sender have come.</summary>
    public Task Has(string from, int count) => Until(() => SentBy(from).Count >= count);

    /// <summary>The ids of the messages from this sender, whatever became of them.</summary>
    public HashSet<string> SentBy(string from) => [.. _attempts.Where(it => it.From == from).Select(it => it.Id)];

    /// <summary>Ends when messages with so many different ids have passed.</summary>
    public Task HasTold(int count) => Until(() => _ids.Count >= count);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Receive(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        using var body = JsonDocument.Parse(text);
        var id = context.Request.Headers["webhook-id"].ToString();
        var from = context.Request.Query["from"].ToString();
        Signal(() => _attempts = _attempts.Add(new Attempt(id, TimeProvider.System.GetUtcNow(), text, from)));
        if (_mode is GateMode.Refusing or GateMode.Rejecting or GateMode.Throttling or GateMode.Failing)
        {
            context.Response.Headers.RetryAfter =
                _mode == GateMode.Throttling ? $"{Patience.TotalSeconds}" : default;
            return Results.StatusCode((int)_mode);
        }

        if (_mode == GateMode.Cutting)
        {
            context.Abort();
            return Results.Empty;
        }

        if (_mode == GateMode.Holding)
            await _opened.Task.WaitAsync(context.RequestAborted);
        var data = body.RootElement.GetProperty("data");
        var fields = data.GetProperty("fields");
        var passed = new Passed(
            id,
            data.GetProperty("wallet").GetString()!,
            fields.GetProperty("workflow").GetString()!,
            fields.GetProperty("subject").GetString()!,
            long.Parse(fields.GetProperty("episode").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            body.RootElement.GetProperty("type").GetString()!);
        Signal(() =>
        {
            _passed = _passed.Add(passed);
            _ids.Add(id);
        });
        if (from == SilentTo)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        return Results.NoContent();
    }

    private Task Until(Func<bool> holds)
    {
        lock (_lock)
        {
            if (holds())
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((holds, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(90));
        }
    }

    private void Signal(Action change)
    {
        lock (_lock)
        {
            change();
            foreach (var (holds, reached) in _waiting)
                if (holds())
                    reached.TrySetResult();
        }
    }
}

/// <summary>What a gate does with a request.</summary>
internal enum GateMode
{
    /// <summary>Takes it.</summary>
    Open = 0,

    /// <summary>Answers 503 and takes nothing.</summary>
    Refusing = StatusCodes.Status503ServiceUnavailable,

    /// <summary>Answers 429, asks for patience and takes nothing.</summary>
    Throttling = StatusCodes.Status429TooManyRequests,

    /// <summary>Answers 500 and takes nothing.</summary>
    Failing = StatusCodes.Status500InternalServerError,

    /// <summary>Reads it, takes nothing and closes the connection without an answer.</summary>
    Cutting = 1,

    /// <summary>Answers 400 and takes nothing.</summary>
    Rejecting = StatusCodes.Status400BadRequest,

    /// <summary>Reads it and does not answer until it is opened.</summary>
    Holding = 2,
}
