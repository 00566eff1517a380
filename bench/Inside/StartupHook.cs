using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.IO.Pipes;
using System.Runtime;
using System.Text.Json;
using Kwala.Bench.Inside;

/// <summary>
/// Counts inside a process of the product what can be seen only there, for the bench that started it: .NET runs this
/// before the program (<c>DOTNET_STARTUP_HOOKS</c>). It listens to the meters, and tells all counts to whoever connects
/// to the pipe that <see cref="CountsPipe.Variable"/> names. The product knows nothing of it.
/// </summary>
internal static class StartupHook
{
    private static readonly ConcurrentDictionary<string, Tally> Tallies = new();
    private static MeterListener? _meters;

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(CountsPipe.Variable) is not { } pipe)
            return;
        _meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is "Microsoft.Orleans" or "Npgsql"
                    || instrument.Meter.Name.StartsWith("Kwala.", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        _meters.SetMeasurementEventCallback<int>((it, value, tags, _) => Add(it, value, tags));
        _meters.SetMeasurementEventCallback<long>((it, value, tags, _) => Add(it, value, tags));
        _meters.SetMeasurementEventCallback<double>((it, value, tags, _) => Add(it, value, tags));
        _meters.Start();
        _ = Task.Run(() => Tell(pipe));
    }

    private static void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Messages between silos and those to clients are one instrument, as are those of grains and of the system.
        var name = instrument.Name;
        foreach (var (tag, of) in tags)
            if (tag == "ConnectionDirection")
                name += "/" + of;
        Tallies.GetOrAdd(name, _ => new Tally()).Add(value, isTotal: instrument.IsObservable);
    }

    private static async Task Tell(string pipe)
    {
        while (true)
        {
            await using var server = new NamedPipeServerStream(pipe, PipeDirection.Out);
            await server.WaitForConnectionAsync();
            _meters!.RecordObservableInstruments();
            var told = Tallies.SelectMany(it => new KeyValuePair<string, double>[]
                {
                    new(it.Key, it.Value.Sum), new(it.Key + "#", it.Value.Count),
                })
                .ToDictionary();
            told["processor"] = Environment.CpuUsage.TotalTime.TotalSeconds;
            told["allocated"] = GC.GetTotalAllocatedBytes();
            told["collections"] = GC.CollectionCount(0);
            told["pause"] = GC.GetTotalPauseDuration().TotalSeconds;
            told["compiled"] = JitInfo.GetCompiledMethodCount();
            told["compiling"] = JitInfo.GetCompilationTime().TotalSeconds;
            told["workItems"] = ThreadPool.CompletedWorkItemCount;
            await server.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(told));
        }
    }

    private sealed class Tally
    {
        private readonly Lock _lock = new();

        public double Sum { get; private set; }

        public long Count { get; private set; }

        public void Add(double value, bool isTotal)
        {
            lock (_lock)
                (Sum, Count) = (isTotal ? value : Sum + value, Count + 1);
        }
    }
}
