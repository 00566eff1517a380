namespace Kwala.Bench;

/// <summary>Quantiles of measured durations.</summary>
internal static class Quantiles
{
    /// <summary>The value below which the share of all values lies, in milliseconds with three decimals.</summary>
    public static double Milliseconds(IReadOnlyCollection<TimeSpan> durations, double share)
    {
        var sorted = durations.Order().ToArray();
        return Math.Round(sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)].TotalMilliseconds, 3);
    }
}
