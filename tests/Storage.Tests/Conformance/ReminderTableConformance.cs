using Orleans;
using Orleans.Runtime;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Conformance;

public abstract class ReminderTableConformance(IStorageFixture store) : StorageConformance(store)
{
    private static readonly GrainId Bucket = GrainId.Create("bucket", "7");

    [SkippableFact]
    public async Task A_reminder_comes_back_as_it_was()
    {
        var etag = await Store.Reminders.UpsertRow(Entry(Bucket, "wake"));
        await Store.Reopen();
        var read = await Store.Reminders.ReadRow(Bucket, "wake");
        Assert.Equal(
            (Bucket, "wake", Noon.UtcDateTime, TimeSpan.FromMinutes(1), etag),
            (read!.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Null(await Store.Reminders.ReadRow(Bucket, "other"));
    }

    [SkippableFact]
    public async Task Writing_again_replaces_it_under_another_version()
    {
        var first = await Store.Reminders.UpsertRow(Entry(Bucket, "wake"));
        var later = Entry(Bucket, "wake", TimeSpan.FromHours(1));
        later.StartAt = Noon.UtcDateTime.AddDays(1);
        var second = await Store.Reminders.UpsertRow(later);
        Assert.NotEqual(first, second);
        var read = Assert.Single((await Store.Reminders.ReadRows(Bucket)).Reminders);
        Assert.Equal((later.StartAt, later.Period, second), (read.StartAt, read.Period, read.ETag));
    }

    [SkippableFact]
    public async Task Removing_asks_for_the_present_version()
    {
        var first = await Store.Reminders.UpsertRow(Entry(Bucket, "wake"));
        var second = await Store.Reminders.UpsertRow(Entry(Bucket, "wake"));
        Assert.False(await Store.Reminders.RemoveRow(Bucket, "wake", first!));
        Assert.False(await Store.Reminders.RemoveRow(Bucket, "wake", "no version"));
        Assert.True(await Store.Reminders.RemoveRow(Bucket, "wake", second!));
        Assert.False(await Store.Reminders.RemoveRow(Bucket, "wake", second!));
    }

    [SkippableFact]
    public async Task A_grain_reads_its_own_only()
    {
        await Store.Reminders.UpsertRow(Entry(Bucket, "a"));
        await Store.Reminders.UpsertRow(Entry(Bucket, "b"));
        await Store.Reminders.UpsertRow(Entry(GrainId.Create("chain", "7"), "a"));
        Assert.Equal(2, (await Store.Reminders.ReadRows(Bucket)).Reminders.Count);
    }

    [SkippableFact]
    public async Task Ranges_exclude_their_begin_include_their_end_and_wrap_around()
    {
        var grains = Enumerable.Range(0, 20).Select(Grain).ToArray();
        foreach (var grain in grains)
            await Store.Reminders.UpsertRow(Entry(grain, "wake"));
        var hashes = grains.Select(grain => grain.GetUniformHashCode()).Order().ToArray();

        Assert.Equal(20, await Count(0, 0));
        Assert.Equal(20, await Count(hashes[7], hashes[7]));
        Assert.Equal(5, await Count(hashes[4], hashes[9]));
        Assert.Equal(15, await Count(hashes[9], hashes[4]));

        async Task<int> Count(uint begin, uint end) => (await Store.Reminders.ReadRows(begin, end)).Reminders.Count;
    }

    [SkippableFact]
    public async Task Clearing_empties_the_table()
    {
        await Store.Reminders.UpsertRow(Entry(Bucket, "wake"));
        await Store.Reminders.TestOnlyClearTable();
        Assert.Empty((await Store.Reminders.ReadRows(0, 0)).Reminders);
    }

    private static ReminderEntry Entry(GrainId grain, string name, TimeSpan? period = null) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = Noon.UtcDateTime,
        Period = period ?? TimeSpan.FromMinutes(1),
    };
}
