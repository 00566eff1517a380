using Spectre.Console;

namespace Kwala.Demo.View;

/// <summary>
/// Lines for people: coloured on a terminal, plain in a pipe. A decision is a line, why this threshold applied stands
/// under those that changed something, and a message is a small block under its decision.
/// </summary>
internal sealed class ConsoleView(IAnsiConsole console) : IDemoView
{
    private const int PipeWidth = 160;

    private string? _pattern;

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
        console.MarkupLine(
            "[bold]Kwala[/]: a small chain on this machine. One event is not the same for all; it depends on the");
        console.MarkupLine(
            "[bold]thresholds[/] of borrowers, the [bold]behaviour[/] of farmers, the [bold]portfolio[/] of holders.");
        console.MarkupLine("Nothing leaves the machine; messages went through the real channels to sinks beside it.");
        console.MarkupLine("[grey]Ctrl-C ends it.[/]");
    }

    public void Show(DemoMoment moment)
    {
        switch (moment)
        {
            case DemoMoment.Block block:
                _pattern = null;
                console.WriteLine();
                console.MarkupLine($"[bold]block {block.Number}[/] [grey]with {block.Events} events[/]");
                break;
            case DemoMoment.Decision decision:
                ShowDecision(decision);
                break;
            case DemoMoment.Said said:
                console.MarkupLineInterpolated($"    [bold]{said.Who}[/] {said.What}");
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
        ShowPattern(decision.Pattern);
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
        if (decision.Outcome == "no-match")
            return;
        foreach (var more in decision.Reasons.Take(1).Append(WhyNot(decision)).OfType<string>())
            console.MarkupLineInterpolated($"  {"",-51}[grey]{more}[/]");
    }

    private static string? WhyNot(DemoMoment.Decision decision) =>
        decision is { Outcome: "suppressed", Otherwise: { } otherwise } ? $"Why not? {otherwise}" : null;

    private void ShowPattern(string pattern)
    {
        if (pattern == _pattern)
            return;
        _pattern = pattern;
        console.MarkupLineInterpolated($"  [underline]{pattern}[/]");
    }

    private void ShowMessage(DemoMoment.Message message)
    {
        console.MarkupLineInterpolated($"    [bold]{message.Channel}[/] to {message.Who} ({message.To})");
        foreach (var line in message.Text.ReplaceLineEndings("\n").Split('\n'))
            console.MarkupLineInterpolated($"    [blue]|[/] {line}");
    }
}
