using System.Diagnostics.Metrics;
using Kwala.Ports.Storage;
using Kwala.Storage.Postgres;

namespace Kwala.Storage.Tests.Postgres;

/// <summary>What an alarm is raised by where the database is away. Needs none.</summary>
public sealed class ConnectionFailureTests
{
    [Fact]
    public async Task Connection_that_cannot_be_had_is_counted()
    {
        var failures = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Name == StorageInstruments.ConnectionFailures)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref failures, value));
        listener.Start();

        await Assert.ThrowsAsync<StorageException>(() => PostgresStore.Open(
            new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody" }, default));

        Assert.True(Interlocked.Read(ref failures) >= 1, "Nobody counted it.");
    }
}
