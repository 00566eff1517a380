using Orleans.Local.Tests.Fixture;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Local.Tests;

public sealed class PersistenceTests
{
    private static readonly GrainId TallyA = GrainId.Create("tally", "a");

    [Fact]
    public async Task State_written_in_one_activation_is_read_by_the_next()
    {
        await using var silo = await TestSilo.StartAsync();
        var tally = silo.Grain<ITallyGrain>("a");
        Assert.False(await tally.Exists());
        await tally.Add(5);
        await tally.Save();
        Assert.True(await tally.Exists());

        silo.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(7, await tally.Add(2));
        Assert.Equal(["activated a at 0", "activated a at 5"], silo.Journal.Lines);
    }

    [Fact]
    public async Task A_write_over_another_version_fails_and_ends_the_activation()
    {
        await using var silo = await TestSilo.StartAsync();
        var tally = silo.Grain<ITallyGrain>("a");
        await tally.Add(1);
        await tally.Save();
        silo.Storage.Overwrite("tally", TallyA, new Tally { Total = 100 });
        await tally.Add(1);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(tally.Save);

        Assert.Equal(("2", "1"), (conflict.StoredEtag, conflict.CurrentEtag));
        Assert.Equal(100, await tally.Total());
        Assert.Equal("2", await tally.Etag());
    }

    [Fact]
    public async Task A_failed_write_reaches_the_caller_and_leaves_the_activation_alive()
    {
        await using var silo = await TestSilo.StartAsync();
        var tally = silo.Grain<ITallyGrain>("a");
        await tally.Add(3);
        silo.Storage.NextWrite = new IOException("The disk is full.");

        var failure = await Assert.ThrowsAsync<OrleansException>(tally.Save);

        Assert.IsType<IOException>(failure.InnerException);
        Assert.Equal(3, await tally.Total());
        await tally.Save();
        Assert.Equal("1", await tally.Etag());
    }

    [Fact]
    public async Task A_failed_read_reaches_the_caller_and_the_next_call_tries_again()
    {
        await using var silo = await TestSilo.StartAsync();
        silo.Storage.NextRead = new IOException("The disk is gone.");
        var tally = silo.Grain<ITallyGrain>("a");

        await Assert.ThrowsAsync<OrleansException>(tally.Total);

        Assert.Equal(0, await tally.Total());
        Assert.Equal(2, silo.Storage.Reads);
    }

    [Fact]
    public async Task Cleared_state_is_fresh_and_does_not_exist()
    {
        await using var silo = await TestSilo.StartAsync();
        var tally = silo.Grain<ITallyGrain>("a");
        await tally.Add(3);
        await tally.Save();

        await tally.Clear();

        Assert.False(await tally.Exists());
        Assert.Equal(0, await tally.Total());
    }
}
