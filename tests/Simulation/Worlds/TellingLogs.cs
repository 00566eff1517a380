using Microsoft.Extensions.Logging;

namespace Kwala.Simulation.Worlds;

/// <summary>A process's log, for whoever looks at one seed.</summary>
internal sealed class TellingLogs(int process, Action<string> log) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        log($"  log {process} {logLevel}: {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}");
}
