using Spectre.Console;

namespace Kwala.Demo.View;

/// <summary>
/// Lines for people: coloured on a terminal, plain in a pipe. A decision is one line, a message a small block under it.
/// </summary>
internal sealed class ConsoleView(IAnsiConsole console) : IDemoView
{
    public void Open()
    {
        console.MarkupLine("[bold]Kwala demo[/]: a small lending chain on this machine, four wallets, one price slide.");
        console.MarkupLine("Nothing leaves the machine; the messages below went through the real channels to local sinks.");
        console.MarkupLine("[grey]Ctrl-C ends it.[/]");
    }

    public void Show(DemoMoment moment)
    {
        switch (moment)
        {
            case DemoMoment.Block block:
                console.WriteLine();
                console.MarkupLine($"[bold]block {block.Number}[/] [grey]{block.Events} events[/]");
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
        console.MarkupLineInterpolated(
            $"  {decision.Event,-22} {decision.Who,-20} [{colour}]{decision.Outcome,-10}[/] {Why(decision)}");
    }

    private void ShowMessage(DemoMoment.Message message)
    {
        console.MarkupLineInterpolated($"    [bold]{message.Channel}[/] to {message.Who} <{message.To}>");
        foreach (var line in message.Text.ReplaceLineEndings("\n").Split('\n'))
            console.MarkupLineInterpolated($"    [blue]|[/] {line}");
    }

    private static string Why(DemoMoment.Decision decision) => string.Join(" ", decision.Reasons);
}
