using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Core.Backtests;
using Kwala.Core.Delivery;
using Kwala.Grains.Backtests;
using Spectre.Console;

namespace Kwala.Silo.Commands;

/// <summary>A backtest's report for people, and as JSON lines for programs.</summary>
internal static class BacktestView
{
    private const int PipeWidth = 160;
    private const int WalletsShown = 10;
    private const int MessagesShown = 12;

    /// <summary>The standard output, plain where it is not a terminal.</summary>
    public static IAnsiConsole StandardOutput()
    {
        if (!Console.IsOutputRedirected)
            return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = PipeWidth;
        return console;
    }

    /// <summary>One line for the run, then one per variant.</summary>
    public static void WriteJson(BacktestReport report, TextWriter output)
    {
        output.WriteLine(Line("backtest", BacktestJson.Head(report)));
        foreach (var variant in report.Variants)
            output.WriteLine(Line("variant", BacktestJson.Of(variant)));
    }

    public static void Write(BacktestReport report, IAnsiConsole console)
    {
        var scope = report.Scope;
        console.MarkupLineInterpolated(
            $"[bold]{report.Workflow}[/] over blocks {scope.FromBlock:N0} to {scope.ToBlock:N0}");
        console.MarkupInterpolated($"{scope.From:u} to {scope.To:u}, {scope.Logs:N0} logs, ");
        console.MarkupLineInterpolated($"{scope.Signals:N0} signals to {scope.Wallets:N0} wallets");
        if (scope.Undecodable > 0)
            console.MarkupLineInterpolated($"{scope.Undecodable:N0} logs could not be decoded");
        console.WriteLine();
        console.Write(Variants(report));
        foreach (var variant in report.Variants)
            WriteWallets(variant, report, console);
        console.WriteLine();
        // As it is, so that it stays one line wherever it is put.
        console.Profile.Out.Writer.WriteLine(BacktestWords.Sentence(report));
    }

    private static Table Variants(BacktestReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("with", "alerts", "wallets told", "most of one");
        if (report.Outcome is not null)
            table.AddColumns("warned", "shortest", "median", "longest");
        table.AddColumn("not told at once because");
        foreach (var variant in report.Variants)
        {
            List<string> cells =
                [variant.Label, Number(variant.Alerts), Number(variant.WalletsTold), Number(variant.AlertsMax)];
            if (variant.Leads is { } leads)
                cells.AddRange(
                [
                    $"{Number(leads.Warned)} of {Number(leads.Outcomes)}", Span(leads.Shortest), Span(leads.Median),
                    Span(leads.Longest),
                ]);
            cells.Add(KeptBack(variant));
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        return table;
    }

    private static void WriteWallets(VariantReport variant, BacktestReport report, IAnsiConsole console)
    {
        foreach (var wallet in variant.Wallets.Take(WalletsShown))
        {
            console.WriteLine();
            console.MarkupLineInterpolated(
                $"with {variant.Label}: {wallet.Wallet.ToChecksumString()}, {wallet.MessagesInAll:N0} messages");
            foreach (var message in wallet.Messages.Take(MessagesShown))
                console.MarkupLineInterpolated(
                    $"  {message.At:u}  {Role(message.Role)} at {message.Value}, level {message.Level + 1}");
            if (wallet.MessagesInAll > MessagesShown)
                console.WriteLine("  ...");
            foreach (var outcome in wallet.Outcomes.Take(MessagesShown))
                console.MarkupLineInterpolated(
                    $"  {outcome.At:u}  {report.Outcome}, {Warned(outcome)}");
        }
    }

    private static string Warned(BacktestOutcome outcome) => outcome.Lead is { } lead
        ? $"told {BacktestWords.Span(lead)} before"
        : "not warned";

    private static string KeptBack(VariantReport variant) =>
        string.Join(", ", variant.KeptBack.Select(it => $"{it.Key} {Number(it.Value)}"));

    private static string Role(NotificationRole role) => role.ToString().ToLowerInvariant();

    private static string Span(TimeSpan? time) => time is { } it ? BacktestWords.Span(it) : "-";

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Line(string type, JsonObject members)
    {
        var line = new JsonObject { ["type"] = type };
        foreach (var (name, value) in members)
            line[name] = value?.DeepClone();
        return line.ToJsonString();
    }
}
