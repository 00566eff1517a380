using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Deploy.Tests.Fixture;

namespace Kwala.Deploy.Tests.Telemetry;

/// <summary>deploy/grafana/kwala.json: every panel asks for what is published.</summary>
public sealed class DashboardTests
{
    private static readonly JsonNode Dashboard = JsonNode.Parse(Deployed.Text("deploy", "grafana", "kwala.json"))!;

    private static JsonNode[] Panels => [.. Dashboard.Each("panels").Where(it => it.Says("type") != "row")];

    // Grafana puts a value in place of each variable.
    private static string[] Queries =>
    [
        .. Panels.SelectMany(it => it.Each("targets")).Select(it => it.Says("expr")!
            .Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$chain", ".*", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_metric_and_label_of_a_panel_is_published()
    {
        Assert.NotEmpty(Queries);
        Assert.All(Queries, query => Assert.Empty(PromQuery.Mistakes(query)));
    }

    [Fact]
    public void Every_panel_has_a_title_a_place_and_a_source_that_is_chosen()
    {
        Assert.Equal(Dashboard.Each("panels").Count(), Dashboard.Each("panels").Select(it => it.Says("id")).Distinct().Count());
        Assert.All(Panels, panel =>
        {
            Assert.NotEmpty(panel.Says("title")!);
            Assert.NotEmpty(panel.Each("targets"));
            Assert.Equal("${source}", panel.Says("datasource", "uid"));
        });
        var places = Dashboard.Each("panels").SelectMany(Cells).ToArray();
        Assert.Equal(places.Length, places.Distinct().Count());
        Assert.Equal(["source", "chain"], Dashboard.Each("templating", "list").Select(it => it.Says("name")));
    }

    [Fact]
    public void What_alerts_watch_can_be_looked_at()
    {
        var shown = string.Join('\n', Queries);

        Assert.All(
            (string[])["kwala_chain_lag", "kwala_chain_coverage_ratio", "kwala_dead_letters_total", "kwala_outbox_age_seconds"],
            metric => Assert.Contains(metric, shown, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Prometheus_takes_every_query()
    {
        var missing = Tool.MissingReason("promtool");
        Skip.If(missing is not null, missing);
        var folder = Directory.CreateTempSubdirectory("kwala-queries-");
        try
        {
            var rules = Path.Combine(folder.FullName, "queries.yaml");
            await File.WriteAllTextAsync(rules, JsonSerializer.Serialize(new
            {
                groups = new[]
                {
                    new { name = "queries", rules = Queries.Select((expr, n) => new { record = $"query{n}", expr }).ToArray() },
                },
            }));

            var (status, output) = await Tool.Run("promtool", "check", "rules", rules);

            Assert.True(status == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonNode panel)
    {
        var place = panel["gridPos"]!;
        return
            from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
            from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
            select (x, y);
    }
}
