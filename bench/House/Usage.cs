using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Storage;

namespace Kwala.Bench.House;

/// <summary>What the process used since this began: the store's own counters, the kernel's, the collector's.</summary>
internal sealed class Usage : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Processor();
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly TimeSpan _paused = GC.GetTotalPauseDuration();
    private readonly int _collections = GC.CollectionCount(0);
    private readonly long _written = KernelWritten();
    private long _rows, _bytes, _transactions;
    private TimeSpan? _took;

    public Usage()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageInstruments.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Count(instrument.Name, value));
        _listener.Start();
    }

    /// <summary>How long it took, up to <see cref="Stop"/>.</summary>
    public TimeSpan Took => _took ?? Stopwatch.GetElapsedTime(_started);

    /// <summary>The most memory that the process ever held, in MiB.</summary>
    public static double PeakResidentMiB => StatusMiB("VmHWM:");

    /// <summary>The memory that the process holds now, in MiB.</summary>
    public static double ResidentMiB => StatusMiB("VmRSS:");

    /// <summary>The clock stops; counters go on until the figures are asked.</summary>
    public void Stop() => _took ??= Stopwatch.GetElapsedTime(_started);

    /// <summary>Processor time and allocated memory for each of so many events.</summary>
    public (double ProcessorMicroseconds, double AllocatedBytes) PerEvent(long events) => (
        Math.Round((Processor() - _processor).TotalMicroseconds / events, 2),
        Math.Round((double)(GC.GetTotalAllocatedBytes() - _allocated) / events));

    /// <summary>The figures over so many events.</summary>
    public JsonObject Figures(long events) => new()
    {
        ["events"] = events,
        ["seconds"] = Math.Round(Took.TotalSeconds, 3),
        ["eventsPerSecond"] = Math.Round(events / Took.TotalSeconds),
        ["rowsPer1000Events"] = Per1000(_rows, events),
        ["bytesPer1000Events"] = Per1000(_bytes, events),
        ["kernelBytesPer1000Events"] = Per1000(KernelWritten() - _written, events),
        ["transactions"] = _transactions,
        ["allocatedBytesPerEvent"] = PerEvent(events).AllocatedBytes,
        ["processorMicrosecondsPerEvent"] = PerEvent(events).ProcessorMicroseconds,
        ["collections"] = GC.CollectionCount(0) - _collections,
        ["collectorPauseSeconds"] = Math.Round((GC.GetTotalPauseDuration() - _paused).TotalSeconds, 3),
        ["residentMiB"] = ResidentMiB,
        ["peakResidentMiB"] = PeakResidentMiB,
    };

    public void Dispose() => _listener.Dispose();

    private static TimeSpan Processor() => Environment.CpuUsage.TotalTime;

    private static double Per1000(long count, long events) => Math.Round(1000.0 * count / events, 1);

    private void Count(string name, long value)
    {
        if (name == StorageInstruments.RowsWritten)
            Interlocked.Add(ref _rows, value);
        else if (name == StorageInstruments.BytesWritten)
            Interlocked.Add(ref _bytes, value);
        else if (name == StorageInstruments.Transactions)
            Interlocked.Add(ref _transactions, value);
    }

    // What the kernel counts as sent to the block layer by this process; nothing where there is no /proc.
    private static long KernelWritten() => Line("/proc/self/io", "write_bytes:");

    private static double StatusMiB(string name) => Math.Round(Line("/proc/self/status", name) / 1024.0, 1);

    private static long Line(string file, string name)
    {
        if (!File.Exists(file))
            return 0;
        var line = File.ReadLines(file).First(it => it.StartsWith(name, StringComparison.Ordinal));
        var number = line[name.Length..].Replace("kB", "", StringComparison.Ordinal);
        return long.Parse(number, CultureInfo.InvariantCulture);
    }
}
