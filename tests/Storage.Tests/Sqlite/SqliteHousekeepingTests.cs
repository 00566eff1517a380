using Kwala.Core.Evm;
using Kwala.Ports.Storage;

namespace Kwala.Storage.Tests.Sqlite;

/// <summary>The loop that runs beside the store, on the test's clock.</summary>
public sealed class SqliteHousekeepingTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Address Wallet = Address.FromBytes(new byte[20]);

    private readonly SqliteFixture _store = new()
    {
        Configure = options => options.HistoryRetention = TimeSpan.FromHours(2),
    };

    public Task InitializeAsync() => _store.Start();

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task Old_history_goes_at_the_start_and_every_hour_after_it()
    {
        await Append("before", TimeSpan.FromHours(-3));
        await Append("soon", TimeSpan.FromHours(-1.5));
        await Append("fresh", TimeSpan.Zero);
        var loop = _store.Housekeeping;

        await loop.StartAsync(default);
        await _store.Time.WhenArmed(Hour).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["fresh", "soon"], await Keys());
        _store.Time.Advance(Hour);
        await _store.Time.WhenArmed(Hour).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["fresh"], await Keys());

        await loop.StopAsync(default);
        Assert.True(loop.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_store_that_cannot_write_does_not_end_the_loop()
    {
        await Append("old", TimeSpan.FromHours(-3));
        await Sql("PRAGMA query_only = 1");
        var loop = _store.Housekeeping;

        await loop.StartAsync(default);
        await _store.Time.WhenArmed(Hour).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["old"], await Keys());
        await Sql("PRAGMA query_only = 0");
        _store.Time.Advance(Hour);
        await _store.Time.WhenArmed(Hour).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(await Keys());
        await loop.StopAsync(default);
    }

    private Task<int> Sql(string text) => _store.Store.Writer.Write(
        database =>
        {
            database.Execute(text);
            return 0;
        },
        default);

    private Task Append(string key, TimeSpan age) => _store.History.Append(
        [new HistoryRow(Wallet, HistoryTopic.Decision, key, _store.Time.GetUtcNow() + age, "kind", "notify", "{}")],
        default);

    private async Task<string[]> Keys() => [.. (await _store.History.Read(new(HistoryTopic.Decision), default)).Rows
        .Select(row => row.Key).Order(StringComparer.Ordinal)];
}
