using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kwala.TestKit;

/// <summary>Everything that was logged: by level, formatted, with exceptions in full.</summary>
public sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(string Part, TaskCompletionSource Logged)> _waits = [];

    /// <summary>A line for each entry, such as <c>Error: It failed.</c>, and its exception.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Completes once a line with this part was logged.</summary>
    public Task When(string part)
    {
        var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits.Enqueue((part, logged));
        foreach (var line in Lines)
            Look(line);
        return logged.Task.OrFail($"nobody logged \"{part}\"");
    }

    /// <inheritdoc />
    public override string ToString() => string.Join('\n', Lines);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc />
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {state} {exception}";
        Lines.Enqueue(line);
        Look(line);
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private void Look(string line)
    {
        foreach (var (part, logged) in _waits)
            if (line.Contains(part, StringComparison.Ordinal))
                logged.TrySetResult();
    }
}
