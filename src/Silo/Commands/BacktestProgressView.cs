using System.Globalization;
using Kwala.Grains.Backtests;
using Spectre.Console;

namespace Kwala.Silo.Commands;

/// <summary>How far a backtest has come, on stderr: a bar on a terminal, a line now and then in a pipe.</summary>
internal static class BacktestProgressView
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    public static async Task<BacktestEnd> Show(
        Func<Action<BacktestProgress>, Task<BacktestEnd>> run, TimeProvider time)
    {
        if (Console.IsErrorRedirected)
            return await run(new Plain(time).Tell);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        BacktestEnd? end = null;
        await console.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("reading", maxValue: 1);
                end = await run(progress =>
                {
                    bar.Value = progress.Share ?? bar.Value;
                    bar.Description = Markup.Escape(Words(progress));
                });
            });
        return end!;
    }

    private static string Words(BacktestProgress progress) => progress.Waiting is { } waiting
        ? $"waiting: {waiting}"
        : string.Create(CultureInfo.InvariantCulture, $"block {progress.Block:N0}, {progress.Logs:N0} logs");

    private sealed class Plain(TimeProvider time)
    {
        private long _last = time.GetTimestamp();

        public void Tell(BacktestProgress progress)
        {
            if (progress.Waiting is null && time.GetElapsedTime(_last) < BetweenLines)
                return;
            _last = time.GetTimestamp();
            var share = progress.Share is { } it
                ? string.Create(CultureInfo.InvariantCulture, $"{it * 100:0} %, ")
                : "";
            Console.Error.WriteLine($"{share}{Words(progress)}");
        }
    }
}
