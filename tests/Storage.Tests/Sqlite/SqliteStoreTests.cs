using System.Globalization;
using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite;
using Kwala.Storage.Sqlite.Connection;
using Kwala.Storage.Tests.Conformance;
using Orleans;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IAsyncLifetime
{
    private readonly SqliteFixture _store = new()
    {
        Configure = options => options.Synchronous = SqliteSynchronous.Full,
    };

    public Task InitializeAsync() => _store.Start();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task After_a_crash_what_was_committed_is_there_and_what_was_not_is_gone()
    {
        await Write(1, "committed");
        var folder = Directory.CreateTempSubdirectory("kwala-crash-");
        var copy = Path.Combine(folder.FullName, "kwala.db");
        // The files as they lie on the disk in the middle of a transaction: what a killed process leaves.
        await _store.Store.Writer.Write(
            database =>
            {
                database.Execute("UPDATE state SET body = x'00'; DELETE FROM meta");
                foreach (var suffix in new[] { "", "-wal" })
                    File.Copy(_store.Path + suffix, copy + suffix);
                return 0;
            },
            default);

        await using var crashed = SqliteStore.Open(new SqliteOptions { Path = copy });
        var state = new GrainState<SampleState>();
        await new SqliteGrainStorage(crashed, new StateFormat(Codecs.All)).ReadStateAsync("state", Grain(1), state);
        Assert.Equal("committed", state.State!.Text);
        await crashed.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_full_disk_says_what_to_do_keeps_what_was_there_and_writing_resumes_with_space()
    {
        var before = await Write(1, "before");
        await LimitPages("(SELECT page_count + 2 FROM pragma_page_count)");
        var large = new string('x', 1_000_000);
        var full = await Assert.ThrowsAsync<StorageException>(() => Write(2, large, [Row(2, "k", Noon)]));
        Assert.Equal(StorageFault.Full, full.Fault);
        Assert.Contains("Free space", full.Message, StringComparison.Ordinal);
        Assert.Contains(_store.Path, full.Message, StringComparison.Ordinal);

        Assert.Equal(("before", before.ETag), await Read(1));
        Assert.Equal(("", null), await Read(2));
        Assert.Empty((await _store.History.Read(new(HistoryTopic.Decision), default)).Rows);
        await LimitPages("1073741823");
        await Write(2, large);
        Assert.Equal(large, (await Read(2)).Text);
        await _store.Reopen();
        Assert.Equal(("before", before.ETag), await Read(1));
    }

    [Fact]
    public async Task A_second_process_is_told_who_holds_the_file()
    {
        await Write(1, "first");
        var refused = Assert.Throws<StorageException>(() => SqliteStore.Open(new SqliteOptions { Path = _store.Path }));
        Assert.Equal(StorageFault.InUse, refused.Fault);
        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        await Write(2, "still works");
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await Write(1, "kept");
        await Sql("PRAGMA user_version = 99");
        await _store.Close();
        var refused = Assert.Throws<StorageException>(() => SqliteStore.Open(new SqliteOptions { Path = _store.Path }));
        Assert.Equal(StorageFault.Unreadable, refused.Fault);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"schema 99, this one knows {SqliteSchema.Version}"),
            refused.Message,
            StringComparison.Ordinal);

        using (var database = SqliteDatabase.OpenWriter(_store.Path, SqliteSynchronous.Normal))
            database.Execute($"PRAGMA user_version = {SqliteSchema.Version}");
        await _store.Start();
        Assert.Equal("kept", (await Read(1)).Text);
    }

    [Fact]
    public async Task A_database_of_another_application_is_refused_and_left_as_it_is()
    {
        await _store.Close();
        var path = _store.Path + ".other";
        using (var other = SqliteDatabase.OpenWriter(path, SqliteSynchronous.Normal))
            other.Execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (7)");
        var refused = Assert.Throws<StorageException>(() => SqliteStore.Open(new SqliteOptions { Path = path }));
        Assert.Contains("another application", refused.Message, StringComparison.Ordinal);
        using var after = SqliteDatabase.OpenWriter(path, SqliteSynchronous.Normal);
        Assert.Equal(7, after.Number("SELECT x FROM theirs"));
        Assert.Equal(1, after.Number("SELECT count(*) FROM sqlite_master"));
        await _store.Start();
    }

    [Theory]
    [InlineData("this is no database, but a text that is long enough to be looked at as a header of one")]
    [InlineData("SQLite format 3\0 and then garbage that no database has, long enough to be read as its header")]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is(string content)
    {
        await _store.Close();
        await File.WriteAllTextAsync(_store.Path, content);
        var refused = Assert.Throws<StorageException>(() => SqliteStore.Open(new SqliteOptions { Path = _store.Path }));
        Assert.Equal(StorageFault.Unreadable, refused.Fault);
        Assert.Equal(content, await File.ReadAllTextAsync(_store.Path));
    }

    [Theory]
    [InlineData("/dev/null/kwala.db")]
    [InlineData("/proc/kwala.db")]
    public void A_folder_that_cannot_be_written_is_named(string path)
    {
        var refused = Assert.Throws<StorageException>(() => SqliteStore.Open(new SqliteOptions { Path = path }));
        Assert.Equal(StorageFault.Unreachable, refused.Fault);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x'04' || x'7B7D'", "version 4 was written by a newer Kwala")]
    [InlineData("x'03FF'", "version 3 is damaged")]
    [InlineData("x''", "no version")]
    public async Task A_state_that_cannot_be_read_is_neither_returned_nor_overwritten(string body, string words)
    {
        await Write(1, "x");
        await Sql($"UPDATE state SET body = {body}");
        var before = await _store.Store.Readers.Read(Body, default);
        var refused = await Assert.ThrowsAsync<StorageException>(() => Read(1));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Grain(1).Key.ToString()!, refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<Orleans.Storage.InconsistentStateException>(() => Write(1, "overwrite"));
        Assert.Equal(before, await _store.Store.Readers.Read(Body, default));

        static string Body(SqliteDatabase database)
        {
            using var row = database.Prepare("SELECT hex(body) FROM state");
            return row.Step() ? row.Text(0) : "gone";
        }
    }

    [Fact]
    public async Task An_import_that_a_crash_ended_is_gone_after_opening()
    {
        await Write(1, "half");
        await Sql("INSERT INTO meta (name, value) VALUES ('importing', 1)");
        await _store.Reopen();
        Assert.Equal(("", null), await Read(1));
        await Write(1, "anew");
    }

    [Fact]
    public async Task An_import_is_marked_from_its_first_row_to_its_last()
    {
        var copy = Directory.CreateTempSubdirectory("kwala-crashed-");
        await _store.Archive.Import(Rows(), default);
        Assert.Equal(0, await Marks(_store.Store));

        await using (var crashed = SqliteStore.Open(new SqliteOptions { Path = Path.Combine(copy.FullName, "kwala.db") }))
            Assert.Equal(0, await crashed.Readers.Read(it => it.Number("SELECT count(*) FROM due"), default));
        copy.Delete(recursive: true);

        async IAsyncEnumerable<ArchivedRow> Rows()
        {
            for (var wallet = 0; wallet < 1_500; wallet++)
                yield return new ArchivedRow("due", $$"""{"wallet":"{{Wallet(wallet)}}","at":"2026-01-01T00:00:00Z"}""");
            Assert.Equal(1, await Marks(_store.Store));
            // What a crash here would leave.
            foreach (var file in new[] { "kwala.db", "kwala.db-wal" })
                File.Copy(Path.Combine(Path.GetDirectoryName(_store.Path)!, file), Path.Combine(copy.FullName, file));
        }

        static Task<long> Marks(SqliteStore store) => store.Readers.Read(
            it => it.Number("SELECT count(*) FROM meta WHERE name = 'importing'"), default);
    }

    [Fact]
    public async Task Both_the_file_and_its_folder_are_created()
    {
        var folder = Directory.CreateTempSubdirectory("kwala-new-");
        var path = Path.Combine(folder.FullName, "a", "b", "kwala.db");
        await using (SqliteStore.Open(new SqliteOptions { Path = path }))
            Assert.True(File.Exists(path));
        folder.Delete(recursive: true);
    }

    private Task<int> LimitPages(string pages) => _store.Store.Writer.Write(
        database =>
        {
            var limit = database.Number($"SELECT {pages}");
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {limit}"));
            return 0;
        },
        default);

    private Task<int> Sql(string sql) => _store.Store.Writer.Write(
        database =>
        {
            database.Execute(sql);
            return 0;
        },
        default);

    private async Task<GrainState<SampleState>> Write(int wallet, string text, HistoryRow[]? history = null)
    {
        var state = new GrainState<SampleState>(
            new SampleState { Text = text, Rows = new(Wallet(wallet), Noon, [.. history ?? []]) });
        await _store.Grains.WriteStateAsync("state", Grain(wallet), state);
        return state;
    }

    private async Task<(string Text, string? ETag)> Read(int wallet)
    {
        var state = new GrainState<SampleState>();
        await _store.Grains.ReadStateAsync("state", Grain(wallet), state);
        return (state.State!.Text, state.ETag);
    }

    [Theory]
    [InlineData(SqliteSynchronous.Full, 2)]
    [InlineData(SqliteSynchronous.Normal, 1)]
    public async Task Commits_are_flushed_as_the_options_say(SqliteSynchronous chosen, long pragma)
    {
        await using var store = new SqliteFixture { Configure = options => options.Synchronous = chosen };
        await store.Start();

        Assert.Equal(pragma, await store.Store.Writer.Write(database => database.Number("PRAGMA synchronous"), default));
        Assert.Equal(SqliteSynchronous.Full, new SqliteOptions().Synchronous);
    }
}
