using System.Diagnostics;

namespace Kwala.Client.Tests.Fixture;

/// <summary>A program of this solution as a process of its own.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Exited += (_, _) => _listens.TrySetException(
            new InvalidOperationException($"It ended with {process.ExitCode}: {Said}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything that it wrote until now.</summary>
    public string Said
    {
        get { lock (_said) return string.Join('\n', _said); }
    }

    public static RunningProgram Start(
        string program, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>Where it listens.</summary>
    public Task<Uri> Listens() => _listens.Task.WaitAsync(Limit);

    /// <summary>How it ended by itself.</summary>
    public async Task<int> End()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_said)
            _said.Add(line);
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            _listens.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }
}
