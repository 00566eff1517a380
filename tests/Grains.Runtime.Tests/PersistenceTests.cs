using Kwala.Grains.Runtime.Tests.Fixture;
using Orleans.Runtime;
using Orleans.Storage;

namespace Kwala.Grains.Runtime.Tests;

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

        await silo.CollectIdle();

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
    public async Task A_value_that_nobody_looked_at_is_written_as_a_fresh_one()
    {
        await using var silo = await TestSilo.StartAsync();

        await silo.Grain<IBlankGrain>("a").Save();

        Assert.Equal(new Tally(), silo.Storage.Stored("blank", GrainId.Create("blank", "a")));
    }

    [Fact]
    public async Task State_is_refused_to_what_runs_outside_of_the_grains_turns()
    {
        await using var silo = await TestSilo.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(silo.Grain<ITallyGrain>("a").TotalReadElsewhere);
    }

    [Fact]
    public async Task Writes_asked_for_in_one_turn_are_one_write_of_the_last_value()
    {
        await using var silo = await TestSilo.StartAsync();
        var tally = silo.Grain<ITallyGrain>("a");

        await tally.AddAndSave(times: 3);

        Assert.Equal((1, "1", 3), (silo.Storage.Writes, await tally.Etag(), await tally.Total()));
        await silo.CollectIdle();
        Assert.Equal(3, await tally.Total());
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

    [Fact]
    public async Task A_conflict_ends_the_activation_whose_record_it_is_and_no_caller_that_it_passes()
    {
        await using var silo = await TestSilo.StartAsync();
        var tally = silo.Grain<ITallyGrain>("a");
        await tally.Save();
        silo.Storage.Overwrite("tally", TallyA, new Tally { Total = 100 });
        var puppet = silo.Grain<IPuppetGrain>("p");

        await Assert.ThrowsAsync<InconsistentStateException>(() => puppet.SaveOf(tally));
        await puppet.Write("still here");

        Assert.Equal(100, await tally.Total());
        Assert.Equal(
            ["activated a at 0", "p: activated", "still here", "activated a at 100"], silo.Journal.Lines);
    }

    [Fact]
    public async Task What_was_saved_before_a_crash_is_done_by_the_next_process()
    {
        var world = new World();
        await using (var first = await TestSilo.StartAsync(world: world))
        {
            _ = first.Grain<IOutboxGrain>("a").Promise("it");
            await world.Journal.Seen("saved it");
        }

        await using var second = await TestSilo.StartAsync(world: world);
        Assert.Null(await second.Grain<IOutboxGrain>("a").Pending());

        Assert.Equal(["saved it", "did it"], world.Journal.Lines);
    }
}
