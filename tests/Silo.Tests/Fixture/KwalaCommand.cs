using System.Diagnostics;

namespace Kwala.Silo.Tests.Fixture;

/// <summary>How a command ended.</summary>
internal sealed record Ended(int Status, string[] Output, string[] Errors)
{
    public string ErrorText => string.Join('\n', Errors);
}

/// <summary>The command line as a process of its own.</summary>
internal sealed class KwalaCommand : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly List<(string Fragment, TaskCompletionSource<string> Seen)> _waiting = [];

    private KwalaCommand(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string Program => Path.Combine(AppContext.BaseDirectory, "kwala.dll");

    public static KwalaCommand Start(params string[] arguments) => StartWith([], arguments);

    public static KwalaCommand StartWith(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Start(start);
    }

    /// <summary>
    /// Starts it so that <see cref="LimitFiles"/> makes writes fail, as a full disk does, and does not end the process.
    /// </summary>
    public static KwalaCommand StartToBeLimited(params string[] arguments) =>
        Start(new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh", Program, .. arguments]));

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> Run(params string[] arguments)
    {
        await using var command = Start(arguments);
        return await command.End();
    }

    /// <summary>The first line, on either stream, that holds this text.</summary>
    public Task<string> Says(string fragment)
    {
        lock (_waiting)
        {
            var lines = _output.Concat(_errors);
            if (lines.FirstOrDefault(line => line.Contains(fragment, StringComparison.Ordinal)) is { } said)
                return Task.FromResult(said);
            var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((fragment, seen));
            return seen.Task.WaitAsync(Limit);
        }
    }

    /// <summary>Where its HTTP API listens.</summary>
    public async Task<Uri> Listens()
    {
        const string listening = "Now listening on: ";
        var line = await Says(listening);
        return new Uri(line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Trim());
    }

    /// <summary>From now on no file of the process may grow past so many bytes, or "unlimited".</summary>
    public Task LimitFiles(string bytes) => Tool(
        "prlimit", $"--pid={_process.Id}", $"--fsize={bytes}:unlimited");

    /// <summary>Gives it these lines on stdin, and then no more.</summary>
    public async Task Feed(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            await _process.StandardInput.WriteLineAsync(line);
        _process.StandardInput.Close();
    }

    /// <summary>Sends a signal, such as INT or TERM.</summary>
    public Task Signal(string signal) => Tool("kill", $"-{signal}", $"{_process.Id}");

    /// <summary>Runs another program, which must succeed.</summary>
    public static async Task Tool(string program, params string[] arguments)
    {
        using var tool = Process.Start(program, arguments);
        await tool.WaitForExitAsync();
        Assert.Equal(0, tool.ExitCode);
    }

    public async Task<Ended> End()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        lock (_waiting)
            return new Ended(_process.ExitCode, [.. _output], [.. _errors]);
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

    private static KwalaCommand Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new KwalaCommand(Process.Start(start)!);
    }

    private void Add(List<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (_waiting)
        {
            lines.Add(line);
            foreach (var (fragment, seen) in _waiting)
                if (line.Contains(fragment, StringComparison.Ordinal))
                    seen.TrySetResult(line);
        }
    }
}
