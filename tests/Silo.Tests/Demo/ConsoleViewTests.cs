using Kwala.Demo.View;
using Spectre.Console;

namespace Kwala.Silo.Tests.Demo;

/// <summary>The live view as people read it: on a terminal and in a pipe.</summary>
public sealed class ConsoleViewTests
{
    private static readonly DemoMoment.Decision Crossed = new(
        5, "never set anything", "0xabc", "thresholds", "health 1.24 ETH", "notify",
        ["The default tier standard applies: < 1.3.", "1.24 crosses < 1.3.", "No [email]: the webhook gets it."],
        null, "eip155:1/0x1/0");

    private static string Shown(Action<ConsoleView> show, bool coloured = false)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = coloured ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 200;
        show(new ConsoleView(console));
        return text.ToString();
    }

    private static string[] Lines(Action<ConsoleView> show) =>
        [.. Shown(show).ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];

    [Fact]
    public void It_opens_with_what_is_shown_and_how_to_end_it()
    {
        var opening = Lines(view => view.Open());

        Assert.Contains("a small chain", opening[0], StringComparison.Ordinal);
        Assert.Contains("Ctrl-C", opening[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_says_its_number_and_how_many_events_it_has() =>
        Assert.Equal(["block 7 with 4 events"], Lines(view => view.Show(new DemoMoment.Block(7, 4))));

    [Fact]
    public void A_decision_says_the_event_the_wallet_the_outcome_and_why_and_below_which_threshold_applied()
    {
        var lines = Lines(view => view.Show(Crossed))[1..];

        Assert.Equal(2, lines.Length);
        string[] inOrder =
            ["health 1.24 ETH", "never set anything", "notify", "1.24 crosses < 1.3.", "No [email]: the webhook gets it."];
        Assert.Equal(inOrder.Order(Comparer<string>.Create((a, b) =>
            lines[0].IndexOf(a, StringComparison.Ordinal) - lines[0].IndexOf(b, StringComparison.Ordinal))), inOrder);
        Assert.All(inOrder, part => Assert.Contains(part, lines[0], StringComparison.Ordinal));
        Assert.Equal("The default tier standard applies: < 1.3.", lines[1].Trim());
    }

    [Fact]
    public void A_decision_that_changed_nothing_is_one_line() =>
        Assert.Single(Lines(view => view.Show(Crossed with { Outcome = "no-match" }))[1..]);

    [Fact]
    public void Decisions_of_a_pattern_stand_under_its_name()
    {
        var lines = Lines(view =>
        {
            view.Show(Crossed with { Outcome = "no-match" });
            view.Show(Crossed with { Outcome = "no-match" });
            view.Show(Crossed with { Outcome = "no-match", Pattern = "portfolio" });
        });

        Assert.Equal([0, 3], lines.Index().Where(it => it.Item.Trim() is "thresholds" or "portfolio").Select(it => it.Index));
    }

    [Fact]
    public void What_is_suppressed_says_what_would_have_been_told()
    {
        var kept = Crossed with { Outcome = "suppressed", Otherwise = "It would have been told with more." };

        Assert.Equal("Why not? It would have been told with more.", Lines(view => view.Show(kept))[^1].Trim());
        Assert.DoesNotContain(
            Lines(view => view.Show(kept with { Outcome = "notify" })), line => line.Contains("Why not", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_stands_as_it_would_arrive_line_for_line()
    {
        var lines = Lines(view => view.Show(
            new DemoMoment.Message("aggressive trader", "telegram", "4242", "Health factor 1.05\r\n[bold] is no markup")));

        Assert.Equal("    telegram to aggressive trader (4242)", lines[0]);
        Assert.Equal(["    | Health factor 1.05", "    | [bold] is no markup"], lines[1..]);
    }

    [Theory]
    [InlineData("notify", "1.24 crosses")]
    [InlineData("suppressed", "1.24 crosses")]
    [InlineData("resolved", "1.24 crosses")]
    [InlineData("no-match", "1.24 crosses")]
    public void On_a_terminal_every_outcome_has_a_colour_of_its_own(string outcome, string reason)
    {
        var shown = Shown(view => view.Show(Crossed with { Outcome = outcome }), coloured: true);
        var others = new[] { "notify", "suppressed", "resolved", "no-match" }.Where(it => it != outcome)
            .Select(it => Colour(Shown(view => view.Show(Crossed with { Outcome = it }), coloured: true), it));

        Assert.Contains(reason, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Colour(shown, outcome), others);

        static string Colour(string text, string outcome)
        {
            var before = text[..text.IndexOf(outcome, StringComparison.Ordinal)];
            return before[before.LastIndexOf('\u001b')..];
        }
    }
}
