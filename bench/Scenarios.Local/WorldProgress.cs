using Spectre.Console;

namespace Kwala.Bench.Scenarios.Local;

/// <summary>How far it is: a line that changes on a terminal, a line now and then in a pipe. Failures stay.</summary>
internal abstract class WorldProgress
{
    /// <summary>Shows progress while work goes on.</summary>
    public static void During(TextWriter errors, TimeProvider time, Action<WorldProgress> work)
    {
        if (!ReferenceEquals(errors, Console.Error) || Console.IsErrorRedirected)
        {
            work(new InPipe(errors, time));
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        console.Status().Start("The first worlds are made.", line => work(new OnTerminal(console, line)));
    }

    /// <summary>How far it is now.</summary>
    public abstract void Show(string summary);

    /// <summary>Something that stays.</summary>
    public abstract void Tell(string what);

    private sealed class OnTerminal(IAnsiConsole console, StatusContext line) : WorldProgress
    {
        public override void Show(string summary) => line.Status(Markup.Escape(summary));

        public override void Tell(string what) => console.WriteLine(what);
    }

    private sealed class InPipe(TextWriter errors, TimeProvider time) : WorldProgress
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

        private long _last = time.GetTimestamp();

        public override void Show(string summary)
        {
            if (time.GetElapsedTime(_last) < Every)
                return;
            _last = time.GetTimestamp();
            errors.WriteLine(summary);
        }

        public override void Tell(string what) => errors.WriteLine(what);
    }
}
