using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kwala.Deploy.Tests.Fixture;

namespace Kwala.Deploy.Tests.Telemetry;

/// <summary>deploy/prometheus/alerts.yaml: what is watched exists, fires when it should, and has a remedy.</summary>
public sealed class AlertTests
{
    private static readonly string Folder = Deployed.At("deploy", "prometheus");

    private static readonly JsonNode[] Alerts =
        [.. Deployed.Yaml("deploy", "prometheus", "alerts.yaml").Each("groups").SelectMany(group => group.Each("rules"))];

    [Fact]
    public void Every_metric_and_label_of_an_alert_is_published()
    {
        Assert.NotEmpty(Alerts);
        Assert.All(Alerts, alert => Assert.Empty(PromQuery.Mistakes(alert.Says("expr")!)));
    }

    [Fact]
    public void Metric_or_label_that_nobody_publishes_is_found()
    {
        Assert.Contains("published by nobody", Assert.Single(PromQuery.Mistakes("kwala_chain_lagg > 1")), StringComparison.Ordinal);
        Assert.Contains("wallet is no label", Assert.Single(PromQuery.Mistakes("max by (chain, wallet) (kwala_chain_lag)")), StringComparison.Ordinal);
        Assert.Contains("outcome is no label", Assert.Single(PromQuery.Mistakes("kwala_chain_lag{outcome=\"x\"}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kwala_chain_lag")]
    [InlineData("kwala_chain_coverage_ratio")]
    [InlineData("kwala_chain_stalled_seconds")]
    [InlineData("kwala_outbox_age_seconds")]
    [InlineData("kwala_dead_letters_total")]
    [InlineData("kwala_storage_bytes_written_total")]
    [InlineData("kwala_send_duration_seconds_bucket")]
    public void Published_names_are_those_of_the_exporter(string name) => Assert.Contains(name, PublishedMetrics.Labels.Keys);

    [Fact]
    public void Every_alert_has_a_chapter_in_the_runbook_and_says_where()
    {
        var chapters = Deployed.Text("docs", "runbooks.md").Split('\n')
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim()).ToHashSet();

        Assert.All(Alerts, alert =>
        {
            var name = alert.Says("alert")!;
            Assert.Contains(name, chapters);
            Assert.Equal($"docs/runbooks.md#{name.ToLowerInvariant()}", alert.Says("annotations", "runbook"));
            Assert.Contains(alert.Says("labels", "severity"), (string[])["critical", "warning"]);
        });
        Assert.Equal(Alerts.Length, Alerts.Select(it => it.Says("alert")).Distinct().Count());
    }

    [SkippableFact]
    public async Task Prometheus_takes_the_rules()
    {
        SkipWithoutPromtool();

        var (status, output) = await Tool.Run("promtool", "check", "rules", Path.Combine(Folder, "alerts.yaml"));

        Assert.True(status == 0, output);
    }

    [SkippableFact]
    public async Task Every_alert_fires_when_it_should_and_not_before()
    {
        SkipWithoutPromtool();

        var (status, output) = await Tool.Run("promtool", "test", "rules", Path.Combine(Folder, "alerts.test.yaml"));

        Assert.True(status == 0, output);
    }

    [Fact]
    public void Every_alert_is_tried_both_ways()
    {
        var cases = Deployed.Yaml("deploy", "prometheus", "alerts.test.yaml").Each("tests")
            .SelectMany(it => it.Each("alert_rule_test")).ToLookup(it => it.Says("alertname")!, it => it.Each("exp_alerts").Any());

        Assert.All(Alerts, alert => Assert.Equal([false, true], cases[alert.Says("alert")!].Distinct().Order()));
    }

    [Fact]
    public void Lag_is_an_alarm_from_where_blocks_are_not_told_of_any_more() => Assert.Contains(
        $"> {new Kwala.Chain.ChainOptions().LiveBlocks}",
        Alerts.Single(it => it.Says("alert") == "KwalaChainLag").Says("expr"),
        StringComparison.Ordinal);

    [Fact]
    public void Outcomes_that_alerts_count_are_outcomes_of_a_send()
    {
        var outcomes = typeof(Core.Delivery.SendOutcome).GetNestedTypes().Select(it => it.Name).ToHashSet();

        Assert.All(
            from alert in Alerts
            from Match match in Regex.Matches(alert.Says("expr")!, "kwala_sends_total\\{outcome=~?\"([A-Za-z|]+)\"")
            from outcome in match.Groups[1].Value.Split('|')
            select outcome,
            outcome => Assert.Contains(outcome, outcomes));
    }

    private static void SkipWithoutPromtool()
    {
        var missing = Tool.MissingReason("promtool");
        Skip.If(missing is not null, missing);
    }
}
