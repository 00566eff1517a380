using System.Diagnostics.Metrics;

namespace Kwala.Grains.Chains;

/// <summary>Measures the chains that are followed in this process, whenever somebody asks.</summary>
internal static class ChainGauges
{
    /// <summary>Adds the gauges to the meter.</summary>
    public static void AddTo(Meter meter, Measured<ChainFollowers> followers)
    {
        meter.CreateObservableGauge(
            "kwala.chain.lag",
            () => followers.Each(depth => depth.Lag),
            "{block}",
            "Blocks that may be read and are not yet, by chain and depth.");
        meter.CreateObservableGauge(
            "kwala.chain.coverage",
            () => followers.Each(depth => depth.Coverage),
            "1",
            "Blocks that were read and checked, as a share of those to read, by chain and depth.");
        meter.CreateObservableGauge(
            "kwala.chain.halted",
            () => followers.Each(depth => depth.IsHalted ? 1 : 0),
            description: "1 where a chain stands still until an operator acts, by chain and depth.");
        meter.CreateObservableGauge(
            "kwala.chain.stalled",
            () => followers.Each(depth => depth.Stalled.TotalSeconds),
            "s",
            "How long ago following last got on or found nothing new, by chain and depth.");
        meter.CreateObservableGauge(
            "kwala.chain.head.age",
            () => followers.Each(depth => depth.HeadAge.TotalSeconds),
            "s",
            "How long ago the newest known block was first seen, by chain and depth.");
    }

    private static IEnumerable<Measurement<T>> Each<T>(
        this Measured<ChainFollowers> followers, Func<DepthMeasure, T> number)
        where T : struct =>
        from chain in followers.Present
        from depth in chain.Measures
        select new Measurement<T>(
            number(depth),
            new KeyValuePair<string, object?>("chain", depth.Chain.Value),
            new KeyValuePair<string, object?>("confirmations", depth.Confirmations));
}
