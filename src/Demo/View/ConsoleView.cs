using Spectre.Console;

namespace Kwala.Demo.View;

/// <summary>
/// Lines for people: coloured on a terminal, plain in a pipe. A decision is a line, why this threshold applied stands
/// under those that changed something, and a message is a small block under its decision.
/// </summary>
internal sealed class ConsoleView(IAnsiConsole console) : IDemoView
{
    private const int PipeWidth = 160;

    /// <summary>A view of the standard output, plain where that is not a terminal.</summary>
    public static ConsoleView OfStandardOutput()
    {
        if (!Console.IsOutputRedirected)
            return new ConsoleView(AnsiConsole.Console);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = PipeWidth;
        return new ConsoleView(console);
    }

    public void Open()
    {
        console.MarkupLine("[bold]Kwala[/]: a small lending chain on this machine, four wallets, one price slide.");
        console.MarkupLine("Nothing leaves the machine; messages went through the real channels to sinks beside it.");
        console.MarkupLine("[grey]Ctrl-C ends it.[/]");
    }

    public void Show(DemoMoment moment)
    {
        switch (moment)
        {
            case DemoMoment.Block block:
                console.WriteLine();
                console.MarkupLine($"[bold]block {block.Number}[/] [grey]with {block.Events} events[/]");
                break;
            case DemoMoment.Decision decision:
                ShowDecision(decision);
                break;
            case DemoMoment.Message message:
                ShowMessage(message);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void ShowDecision(DemoMoment.Decision decision)
    {
        var colour = decision.Outcome switch
        {
            "notify" => "yellow",
            "suppressed" => "magenta",
            "resolved" => "green",
            _ => "grey",
        };
        var why = string.Join(' ', decision.Reasons.Skip(1));
        console.MarkupLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"  {decision.Event,-18} {decision.Who,-20} [{colour}]{decision.Outcome,-11}[/]{Markup.Escape(why)}"));
        if (decision.Outcome != "no-match" && !decision.Reasons.IsEmpty)
            console.MarkupLineInterpolated($"  {"",-51}[grey]{decision.Reasons[0]}[/]");
    }

    private void ShowMessage(DemoMoment.Message message)
    {
        console.MarkupLineInterpolated($"    [bold]{message.Channel}[/] to {message.Who} ({message.To})");
        foreach (var line in message.Text.ReplaceLineEndings("\n").Split('\n'))
            console.MarkupLineInterpolated($"    [blue]|[/] {line}");
    }
}
