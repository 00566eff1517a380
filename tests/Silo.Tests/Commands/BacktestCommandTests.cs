using System.Text.Json.Nodes;
using Kwala.Silo.Tests.Fixture;

namespace Kwala.Silo.Tests.Commands;

/// <summary><c>kwala backtest</c> as people and programs call it, over the sample of ninety days.</summary>
public sealed class BacktestCommandTests
{
    private const string Liquidation =
        "LiquidationCall(address indexed collateralAsset, address indexed debtAsset, address indexed user, "
        + "uint256 debtToCover, uint256 liquidatedCollateralAmount, address liquidator, bool receiveAToken)";

    private static readonly string Workflow = Sources.At("samples", "workflows", "liquidation-risk.yaml");
    private static readonly string Logs = Sources.At("samples", "backtest", "ninety-days.jsonl");

    [Fact]
    public async Task The_sample_says_what_two_thresholds_would_have_been_worth()
    {
        var ended = await KwalaCommand.Run(
            "backtest", "--workflow", Workflow, "--logs", Logs, "--threshold", "1.30", "--threshold", "1.20",
            "--outcome", Liquidation, "--outcome-name", "liquidation");

        Assert.Equal((0, ""), (ended.Status, ended.ErrorText));
        Assert.Equal(
            "With 1.30 you would have had 4 alerts in 90 days, one of them 3 hours before the liquidation; "
            + "with 1.20 one, 20 minutes before.",
            ended.Output[^1]);
    }

    [Fact]
    public async Task Programs_get_a_line_for_the_run_and_one_for_each_variant()
    {
        var ended = await KwalaCommand.Run("backtest", "--workflow", Workflow, "--logs", Logs, "--json");

        var lines = ended.Output.Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(
            ["backtest ", "variant tier aggressive", "variant tier conservative", "variant tier standard"],
            lines.Select(line => $"{line["type"]} {line["label"]}"));
        Assert.Equal(110, (int)lines[0]["scope"]!["logs"]!);
        Assert.Equal([1, 4], new[] { lines[1], lines[3] }.Select(line => (int)line["alerts"]!));
    }

    [Fact]
    public async Task Every_mistake_is_told_at_once()
    {
        var ended = await KwalaCommand.Run(
            "backtest", "--workflow", Workflow, "--logs", Logs, "--threshold", "x", "--tier", "standrd",
            "--wallet", "0x12", "--outcome", "Seized(address a, address b)");

        Assert.Equal(2, ended.Status);
        Assert.Empty(ended.Output);
        Assert.Contains("for 4 reasons", ended.ErrorText, StringComparison.Ordinal);
        Assert.Contains("did you mean \"standard\"?", ended.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_say_which_part_of_the_past_is_tried()
    {
        var ended = await KwalaCommand.Run(
            "backtest", "--workflow", Workflow, "--logs", Logs, "--from", "2026-08-10", "--to", "2026-09-10", "--json");

        var scope = JsonNode.Parse(ended.Output[0])!["scope"]!;
        Assert.Equal((0, ""), (ended.Status, ended.ErrorText));
        Assert.StartsWith("2026-08-10", (string?)scope["from"], StringComparison.Ordinal);
        Assert.StartsWith("2026-09-09", (string?)scope["to"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_that_cannot_be_meant_are_told_with_all_other_mistakes()
    {
        var ended = await KwalaCommand.Run(
            "backtest", "--workflow", Workflow, "--logs", Logs, "--from", "01.05.2026", "--to", "soon", "--tier", "standrd");
        var turned = await KwalaCommand.Run(
            "backtest", "--workflow", Workflow, "--rpc", "ftp://node", "--from", "2999-05-02", "--to", "2999-05-01");

        Assert.Equal((2, 2), (ended.Status, turned.Status));
        Assert.Contains("for 3 reasons", ended.ErrorText, StringComparison.Ordinal);
        Assert.Contains("--from 01.05.2026: give a block's number, a date such as 2026-05-01", ended.ErrorText, StringComparison.Ordinal);
        Assert.Contains("--to soon: give", ended.ErrorText, StringComparison.Ordinal);
        Assert.Contains("for 3 reasons", turned.ErrorText, StringComparison.Ordinal);
        Assert.Contains("--from, --to: give the first block, or instant, first.", turned.ErrorText, StringComparison.Ordinal);
        Assert.Contains("--from: 2999-05-02T00:00:00Z lies in the future.", turned.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--logs", "nowhere.jsonl", 1, "nowhere.jsonl cannot be read")]
    [InlineData("--rpc", "ftp://node", 2, "--from: give the first block, or a date.")]
    [InlineData("--from", "7", 2, "Unknown chain \"local\"")]
    public async Task A_past_that_is_not_there_is_said(string option, string value, int status, string expected)
    {
        var ended = await KwalaCommand.Run("backtest", "--workflow", Workflow, option, value);

        Assert.Equal(status, ended.Status);
        Assert.Contains(expected, ended.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_cannot_answer_for_contracts_and_what_can_is_said()
    {
        var ended = await KwalaCommand.Run(
            "backtest", "--workflow", Sources.At("samples", "workflows", "aave-health-factor.yaml"), "--logs", Logs);

        Assert.Equal(2, ended.Status);
        Assert.Contains(
            "--logs: aave-health-factor reads its value from contracts, which a file cannot answer for. Give --rpc or "
            + "--config with an archive node.",
            ended.ErrorText,
            StringComparison.Ordinal);
    }
}
