using System.Diagnostics.Metrics;

namespace Kwala.Grains.Due;

/// <summary>Measures how old what is due has become, whenever somebody asks.</summary>
internal static class DueGauges
{
    /// <summary>Adds the gauge to the meter.</summary>
    public static void AddTo(Meter meter, Measured<DueBucketGrain> buckets) => meter.CreateObservableGauge(
        "kwala.outbox.age",
        () => buckets.Present.Select(bucket => new Measurement<double>(
            bucket.OldestDue.TotalSeconds, new KeyValuePair<string, object?>("shard", bucket.Shard))),
        "s",
        "How long the wallet that is due longest has waited, by shard of the due index; 0 where none is due.");
}
