using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kwala.TestKit;

/// <summary>Everything that was logged: by level, formatted, with exceptions in full.</summary>
public sealed class RecordedLog : ILoggerProvider, ILogger
{
    /// <summary>A line for each entry, such as <c>Error: It failed.</c>, and its exception.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

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
        Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {state} {exception}");

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
