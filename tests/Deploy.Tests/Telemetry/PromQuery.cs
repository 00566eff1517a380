using System.Text.RegularExpressions;

namespace Kwala.Deploy.Tests.Telemetry;

/// <summary>What a PromQL expression names. promtool says whether it is one; this only reads names.</summary>
internal static partial class PromQuery
{
    // Those that the collector adds to every series.
    private static readonly string[] Everywhere = ["le", "job", "instance", "k8s_pod_name", "service_name"];

    /// <summary>Mistakes: metrics that nobody publishes, and labels that those named do not have.</summary>
    public static IEnumerable<string> Mistakes(string query)
    {
        var metrics = Metric().Matches(query).Select(it => it.Value).Distinct().ToArray();
        if (metrics.Length == 0)
            yield return $"names no metric: {query}";
        foreach (var metric in metrics.Where(it => !PublishedMetrics.Labels.ContainsKey(it)))
            yield return $"{metric} is published by nobody.";
        var known = metrics.SelectMany(it => PublishedMetrics.Labels.GetValueOrDefault(it) ?? []).Concat(Everywhere).ToHashSet();
        foreach (var label in Grouping().Matches(query).SelectMany(it => it.Groups[1].Value.Split(','))
            .Concat(Matcher().Matches(query).Select(it => it.Groups[1].Value)).Select(it => it.Trim()))
            if (!known.Contains(label))
                yield return $"{label} is no label of {string.Join(" or ", metrics)}.";
    }

    [GeneratedRegex("kwala_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\bby ?\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("([a-z_0-9]+)(?:=~|!~|!=|=)\"")]
    private static partial Regex Matcher();
}
