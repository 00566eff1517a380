using System.Diagnostics;
using System.Text.Json;
using Kwala.Silo.Commands;
using Kwala.Silo.Tests.Fixture;
using Kwala.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kwala.Silo.Tests.Commands;

/// <summary><c>kwala demo</c> as a newcomer starts it and as a pipe reads it.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task It_ends_by_itself_after_its_duration_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("kwala-demo-tests-");
        await using var demo = KwalaCommand.StartWith(
            new() { ["TMPDIR"] = folder.FullName }, "demo", "--json", "--duration", "5s");
        var ended = await demo.End();
        var left = folder.GetDirectories("kwala-*");
        folder.Delete(recursive: true);

        Assert.Empty(left);
        Assert.Equal((0, ""), (ended.Status, ended.ErrorText));
        Assert.NotEmpty(ended.Output);
        Assert.All(
            ended.Output,
            line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public async Task For_programs_every_line_is_an_object_and_wallets_fare_differently()
    {
        await using var demo = KwalaCommand.Start("demo", "--json");
        foreach (var outcome in new[] { "\"no-match\"", "\"notify\"", "\"suppressed\"", "\"message\"" })
            await demo.Says(outcome);
        await demo.Signal("TERM");
        var ended = await demo.End();

        Assert.Equal((0, ""), (ended.Status, ended.ErrorText));
        var moments = ended.Output.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.All(moments, moment => Assert.Equal(JsonValueKind.Object, moment.ValueKind));
        var outcomes = moments.Where(moment => moment.GetProperty("type").GetString() == "decision")
            .Select(moment => moment.GetProperty("outcome").GetString()).ToHashSet();
        Assert.Superset(new HashSet<string?> { "notify", "suppressed", "no-match" }, outcomes);
        Assert.Contains(moments, moment => moment.GetProperty("type").GetString() == "message");
    }

    [Fact]
    public async Task Three_patterns_decide_the_same_event_otherwise_for_each_wallet_and_say_why_not()
    {
        await using var demo = KwalaCommand.Start("demo", "--json");
        await demo.Says("an exposure of at least 1%");
        await demo.Signal("TERM");
        var ended = await demo.End();

        var decisions = ended.Output.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(moment => moment.GetProperty("type").GetString() == "decision").ToLookup(
                moment => moment.GetProperty("event").GetString(),
                moment => (
                    moment.GetProperty("pattern").GetString(),
                    moment.GetProperty("who").GetString(),
                    moment.GetProperty("outcome").GetString(),
                    WhyNot: moment.GetProperty("otherwise").GetString()));
        Assert.Equal(
            [("thresholds", "aggressive trader", "no-match"), ("thresholds", "conservative holder", "notify")],
            decisions["health 1.45 ETH"].Take(2).Select(it => (it.Item1, it.Item2, it.Item3)));
        Assert.Equal(
            [("behaviour", "eager farmer", "notify"), ("behaviour", "busy farmer", "suppressed")],
            decisions["yield 3.4 %"].Select(it => (it.Item1, it.Item2, it.Item3)));
        Assert.Equal(
            [
                ("portfolio", "all in ETH", "notify"), ("portfolio", "well spread", "notify"),
                ("portfolio", "holds no ETH", "suppressed"),
            ],
            decisions["ETH at 2640 USD"].Select(it => (it.Item1, it.Item2, it.Item3)));
        Assert.Equal(
            "The owner would have been told with an exposure of at least 1%.", decisions["ETH at 2640 USD"].Last().WhyNot);
    }

    [Fact]
    public async Task For_people_a_pipe_reads_blocks_decisions_and_messages_without_colours()
    {
        await using var demo = KwalaCommand.Start("demo");
        await demo.Says("email to conservative holder (holder@example.org)");
        await demo.Says("webhook to the protocol (/webhook)");
        await demo.Says("telegram to aggressive trader (4242)");
        await demo.Signal("INT");
        var ended = await demo.End();

        Assert.Equal((0, ""), (ended.Status, ended.ErrorText));
        Assert.DoesNotContain(ended.Output, line => line.Contains('\u001b', StringComparison.Ordinal));
        Assert.Contains(ended.Output, line => line.StartsWith("block 1 with", StringComparison.Ordinal));
        Assert.Contains(ended.Output, line => line.Contains("opted out", StringComparison.Ordinal)
            && line.Contains("suppressed", StringComparison.Ordinal));
        Assert.DoesNotContain(ended.Output, line => line.Contains("quiet@example.org", StringComparison.Ordinal));
        // As it would arrive: decoded, with its numbers.
        Assert.Contains(ended.Output, line => line.StartsWith("    | ", StringComparison.Ordinal)
            && line.Contains("1.45", StringComparison.Ordinal));
        Assert.DoesNotContain(ended.Output, line => line.Contains("=3D", StringComparison.Ordinal)
            || line.Contains("<b>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_well(string signal)
    {
        await using var demo = KwalaCommand.Start("demo", "--json");
        await demo.Says("\"decision\"");

        await demo.Signal(signal);
        var ended = await demo.End();

        Assert.Equal((0, ""), (ended.Status, ended.ErrorText));
    }

    [Fact]
    public async Task A_failure_in_the_background_ends_it_with_a_status_that_says_so()
    {
        var (before, errors) = (Console.Error, new StringWriter());
        Console.SetError(errors);
        try
        {
            var status = await StartFailure.Report(
                () => DemoCommand.Demo(true, null, services => services.AddHostedService<FailingPart>(), default)
                    .OrFail("the demonstration goes on"),
                default);

            Assert.Equal(1, status);
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains(
            "Stopped: FailingPart failed, and nothing goes on without it. No more.",
            errors.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_well_where_its_duration_is_over_before_it_has_begun() =>
        await DemoCommand.Demo(true, TimeSpan.Zero, null, default).OrFail("the demonstration goes on");

    [Fact]
    public async Task It_ends_when_nobody_reads_on()
    {
        using var pipe = Process.Start(new ProcessStartInfo(
            "bash", ["-o", "pipefail", "-c", $"dotnet '{KwalaCommand.Program}' demo --json | head -1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = pipe.StandardError.ReadToEndAsync();
        var output = await pipe.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await pipe.WaitForExitAsync(limit.Token);

        Assert.Equal((0, ""), (pipe.ExitCode, await errors));
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(output).RootElement.ValueKind);
    }
}
