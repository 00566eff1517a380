using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Kwala.Storage;

/// <summary>The names under which storage reports, in one place.</summary>
public static class StorageInstruments
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Kwala.Storage";

    /// <summary>Rows that became durable, by <c>table</c>.</summary>
    public const string RowsWritten = "kwala.storage.rows_written";

    /// <summary>Bytes that committed transactions sent to the disk, in whole pages.</summary>
    public const string BytesWritten = "kwala.storage.bytes_written";

    /// <summary>
    /// Transactions, by <c>outcome</c>: committed or failed. One that met another and is repeated is neither.
    /// </summary>
    public const string Transactions = "kwala.storage.transactions";

    /// <summary>Writes that shared one transaction.</summary>
    public const string BatchSize = "kwala.storage.batch_size";

    /// <summary>Seconds that a commit took, the flush included.</summary>
    public const string CommitDuration = "kwala.storage.commit_duration";

    /// <summary>Writes that wait for the writer.</summary>
    public const string QueueLength = "kwala.storage.queue_length";

    /// <summary>Connections to the database that could not be had.</summary>
    public const string ConnectionFailures = "kwala.storage.connection_failures";

    internal static readonly ActivitySource Activities = new(Name);
    internal static readonly Counter<long> Bytes = Meter.CreateCounter<long>(BytesWritten, "By");
    internal static readonly Histogram<int> Batches = Meter.CreateHistogram<int>(BatchSize, "{write}");
    internal static readonly Histogram<double> Commits = Meter.CreateHistogram<double>(CommitDuration, "s");
    internal static readonly UpDownCounter<int> Queued = Meter.CreateUpDownCounter<int>(QueueLength, "{write}");

    internal static readonly Counter<long> NotReached = Meter.CreateCounter<long>(ConnectionFailures, "{connection}");

    private static readonly Counter<long> RowCount = Meter.CreateCounter<long>(RowsWritten, "{row}");
    private static readonly Counter<long> TransactionCount = Meter.CreateCounter<long>(Transactions, "{transaction}");

    private static Meter Meter => MeterHolder.Instance;

    internal static void Rows(string table, long count)
    {
        if (count > 0)
            RowCount.Add(count, new KeyValuePair<string, object?>("table", table));
    }

    internal static void Transaction(bool committed) =>
        TransactionCount.Add(1, new KeyValuePair<string, object?>("outcome", committed ? "committed" : "failed"));

    // Static fields start in textual order; a holder keeps the meter from being null in one of them.
    private static class MeterHolder
    {
        public static readonly Meter Instance = new(Name);
    }
}
