using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Tests.Sqlite;

/// <summary>What the store says of itself, measured around real writes to a real file.</summary>
public sealed class StorageInstrumentsTests : IAsyncLifetime
{
    private readonly SqliteFixture _store = new();
    private readonly ConcurrentQueue<(string Name, double Value, string? Tag)> _measured = new();
    private readonly MeterListener _listener = new();

    public Task InitializeAsync() => _store.Start();

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        await _store.DisposeAsync();
    }

    /// <summary>Other tests write at the same time: what is measured is at least what this one wrote.</summary>
    [Fact]
    public async Task Rows_bytes_and_commits_are_measured_with_every_write()
    {
        Listen();
        var wallet = Address.FromBytes(new byte[20]);
        HistoryRow[] rows =
        [
            .. Enumerable.Range(0, 3).Select(number => new HistoryRow(
                wallet, HistoryTopic.Decision, $"k{number}", _store.Time.GetUtcNow(), "kind", "notify", "{}")),
        ];

        await _store.History.Append([.. rows], default);

        Assert.True(Sum(StorageInstruments.RowsWritten, "history") >= 3);
        Assert.True(Sum(StorageInstruments.BytesWritten) >= 4096, "A commit writes whole pages.");
        Assert.True(Sum(StorageInstruments.Transactions, "committed") >= 1);
        Assert.Contains(_measured, it => it is { Name: StorageInstruments.BatchSize, Value: >= 1 });
        Assert.Contains(_measured, it => it is { Name: StorageInstruments.CommitDuration, Value: > 0 and < 60 });
        Assert.Contains(_measured, it => it is { Name: StorageInstruments.QueueLength, Value: 1 });
        Assert.Contains(_measured, it => it is { Name: StorageInstruments.QueueLength, Value: -1 });
    }

    [Fact]
    public async Task A_transaction_that_fails_is_counted_as_failed()
    {
        await _store.Store.Writer.Write(
            database =>
            {
                database.Execute("PRAGMA max_page_count = 1"); // That is: no more than there are.
                return 0;
            },
            default);
        Listen();

        await Assert.ThrowsAsync<StorageException>(() => _store.History.Append(
            [new HistoryRow(
                Address.FromBytes(new byte[20]), HistoryTopic.Decision, "k", _store.Time.GetUtcNow(), "kind", "notify",
                new string('x', HistoryRow.BodyMax))],
            default));

        Assert.True(Sum(StorageInstruments.Transactions, "failed") >= 1);
    }

    private double Sum(string name, string? tag = null) =>
        _measured.Where(it => it.Name == name && (tag is null || it.Tag == tag)).Sum(it => it.Value);

    private void Listen()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageInstruments.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((it, value, tags, _) => Measured(it, value, tags));
        _listener.SetMeasurementEventCallback<int>((it, value, tags, _) => Measured(it, value, tags));
        _listener.SetMeasurementEventCallback<double>((it, value, tags, _) => Measured(it, value, tags));
        _listener.Start();
    }

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, tags.IsEmpty ? null : tags[0].Value?.ToString()));
}
