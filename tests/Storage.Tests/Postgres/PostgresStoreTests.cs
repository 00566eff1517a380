using Kwala.Ports.Storage;
using Kwala.Storage.Postgres;
using Kwala.Storage.Tests.Conformance;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Postgres;

/// <summary>What is particular to a store that several processes share.</summary>
public sealed class PostgresStoreTests : IAsyncLifetime
{
    private readonly PostgresFixture _store = new();

    public Task InitializeAsync() => _store.Start();

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Migrating_again_changes_nothing()
    {
        await Write(Grain(1), "kept");
        Assert.Equal(0, await PostgresRegistration.Migrate(_store.Options, default));
        Assert.Equal("kept", (await Read(Grain(1))).State!.Text);
    }

    [SkippableTheory]
    [InlineData("", 4, 2, 20)]
    [InlineData("", 8, 3, 25)]
    [InlineData(";Maximum Pool Size=7", 4, 2, 7)]
    public async Task Takes_no_more_connections_than_it_needs_or_is_told(string told, int writers, int readers, int most)
    {
        var options = new PostgresOptions
        {
            ConnectionString = _store.Options.ConnectionString!
                .Replace(";Maximum Pool Size=20", told, StringComparison.Ordinal),
            Writers = writers,
            Readers = readers,
        };
        await using var store = await PostgresStore.Open(options, default);
        Assert.Equal(most, new NpgsqlConnectionStringBuilder(store.Source.ConnectionString).MaxPoolSize);
    }

    [SkippableTheory]
    [InlineData("", "10s")]
    [InlineData(";Options=-c idle_in_transaction_session_timeout=2s", "2s")]
    public async Task Has_the_server_end_what_stands_still_in_a_transaction(string told, string after)
    {
        var options = new PostgresOptions { ConnectionString = _store.Options.ConnectionString + told };
        await using var store = await PostgresStore.Open(options, default);
        Assert.Equal([after], await store.Source.Read(
            connection => connection.Rows(
                row => row.GetString(0), new Sql("SHOW idle_in_transaction_session_timeout"), default),
            default));
    }

    [SkippableFact]
    public async Task Without_its_tables_it_says_to_migrate()
    {
        await _store.Admin("DROP TABLE kwala_schema");
        var refused = await Assert.ThrowsAsync<StorageException>(Open);
        Assert.Equal(StorageFault.Unreadable, refused.Fault);
        Assert.Contains("Run the migrate command", refused.Message, StringComparison.Ordinal);
        await _store.Admin("CREATE TABLE kwala_schema (step integer PRIMARY KEY)");
    }

    [SkippableFact]
    public async Task Tables_of_a_newer_version_are_refused_and_left_as_they_are()
    {
        await _store.Admin("INSERT INTO kwala_schema (step) VALUES (99)");
        foreach (var refused in new[]
                 {
                     await Assert.ThrowsAsync<StorageException>(Open),
                     await Assert.ThrowsAsync<StorageException>(() => PostgresRegistration.Migrate(_store.Options, default)),
                 })
            Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_is_not_there_is_told_without_secrets()
    {
        var options = new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=hunter2" };
        var refused = await Assert.ThrowsAsync<StorageException>(() => PostgresStore.Open(options, default));
        Assert.Equal(StorageFault.Unreachable, refused.Fault);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_write_that_the_server_refuses_fails_alone()
    {
        // Longer than an index can hold, in letters that do not compress.
        var random = new Random(7);
        var tooLong = GrainId.Create("wallet", string.Concat(Enumerable.Range(0, 9_000).Select(_ => (char)random.Next(33, 126))));
        var writes = Enumerable.Range(1, 200).Select(wallet => Write(Grain(wallet), "good")).ToArray();
        var bad = Write(tooLong, "bad");
        var more = Enumerable.Range(201, 200).Select(wallet => Write(Grain(wallet), "good")).ToArray();

        await Task.WhenAll([.. writes, .. more]);
        Assert.Equal(StorageFault.Refused, (await Assert.ThrowsAsync<StorageException>(() => bad)).Fault);
        Assert.Equal("good", (await Read(Grain(400))).State!.Text);
    }

    [SkippableFact]
    public async Task A_write_whose_connection_ends_has_an_unknown_outcome_and_the_next_one_a_new_connection()
    {
        await Write(Grain(1), "before");
        await using var locking = await Locked("SELECT FROM state FOR UPDATE");
        var write = Write(Grain(1), "after", (await Read(Grain(1))).ETag);
        await Blocked();
        await _store.Admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            + "AND query LIKE 'WITH input%'");

        Assert.Equal(StorageFault.OutcomeUnknown, (await Assert.ThrowsAsync<StorageException>(() => write)).Fault);
        await locking.DisposeAsync();
        await Write(Grain(1), "after", (await Read(Grain(1))).ETag);
    }

    [SkippableFact]
    public async Task A_write_that_is_refused_at_the_end_of_its_transaction_fails_alone()
    {
        await AtCommitOf(Grain(7), "RAISE check_violation;");
        var writes = Enumerable.Range(1, 200).Select(wallet => Write(Grain(wallet), "good")).ToArray();

        await Task.WhenAll(writes.Where((_, at) => at != 6));
        Assert.Equal(
            StorageFault.Refused, (await Assert.ThrowsAsync<StorageException>(() => writes[6])).Fault);
        Assert.Equal((false, true), ((await Read(Grain(7))).RecordExists, (await Read(Grain(200))).RecordExists));
    }

    [SkippableFact]
    public async Task A_write_is_told_as_durable_after_its_transaction_has_ended_and_not_before()
    {
        await AtCommitOf(Grain(7), "PERFORM pg_advisory_xact_lock(7);");
        await using var ending = await Locked("SELECT pg_advisory_xact_lock(7)");
        var write = Write(Grain(7), "kept or not");
        await Blocked();
        await _store.Admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            + "AND query LIKE 'WITH input%'");

        Assert.Equal(StorageFault.OutcomeUnknown, (await Assert.ThrowsAsync<StorageException>(() => write)).Fault);
        Assert.False((await Read(Grain(7))).RecordExists);
    }

    [SkippableFact]
    public async Task A_write_that_waits_too_long_for_the_end_of_its_transaction_has_an_unknown_outcome()
    {
        await AtCommitOf(Grain(7), "PERFORM pg_advisory_xact_lock(7);");
        await using var ending = await Locked("SELECT pg_advisory_xact_lock(7)");
        await using var impatient = await PostgresStore.Open(
            new PostgresOptions { ConnectionString = $"{_store.Options.ConnectionString};Command Timeout=1" }, default);
        var storage = new PostgresGrainStorage(impatient, new StateFormat(Codecs.All));

        var state = new GrainState<SampleState>(new SampleState { Rows = new(Wallet(7), null, []) });
        var unknown = await Assert.ThrowsAsync<StorageException>(
            () => storage.WriteStateAsync("state", Grain(7), state));
        Assert.Equal((StorageFault.OutcomeUnknown, false), (unknown.Fault, (await Read(Grain(7))).RecordExists));
    }

    [SkippableFact]
    public async Task A_write_that_met_another_transaction_is_repeated()
    {
        await _store.Admin("CREATE SEQUENCE met");
        await AtCommitOf(Grain(7), "IF nextval('met') < 4 THEN RAISE serialization_failure; END IF;");
        await Write(Grain(7), "kept");
        Assert.Equal("kept", (await Read(Grain(7))).State!.Text);
        await _store.Admin("DO $$ BEGIN ASSERT (SELECT last_value FROM met) = 4; END $$");
    }

    [SkippableFact]
    public async Task Each_stored_version_has_one_predecessor_however_many_processes_write()
    {
        await using var other = await PostgresStore.Open(_store.Options, default);
        var format = new StateFormat(Codecs.All);
        IGrainStorage[] processes = [_store.Grains, new PostgresGrainStorage(other, format)];

        var written = await Task.WhenAll(
            from process in processes
            from _ in Enumerable.Range(0, 4)
            from wallet in Enumerable.Range(0, 5)
            select Count(process, Grain(wallet), 20));

        var counted = 0;
        for (var wallet = 0; wallet < 5; wallet++)
            counted += (await Read(Grain(wallet))).State!.Number;
        Assert.Equal(written.Sum(), counted);
        Assert.Equal(2 * 4 * 5 * 20, counted);
    }

    [SkippableFact]
    public async Task A_term_begins_once_whoever_asks_by_an_earlier_one_is_done()
    {
        await _store.Values.Begin(Listening(Mainnet, 1), default);
        await using var asking = await Locked("SELECT FROM listener_term FOR SHARE");
        var begins = _store.Values.Begin(Listening(Mainnet, 2), default);
        await Blocked();
        Assert.False(begins.IsCompleted);

        await asking.DisposeAsync();
        await begins;
    }

    // The server runs this when the transaction that makes the grain's row ends.
    private Task AtCommitOf(GrainId grain, string run) => _store.Admin(
        $"""
        CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {run} RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON state DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (NEW.grain_key = '{grain.Key}') EXECUTE FUNCTION at_commit();
        """);

    private Task<PostgresStore> Open() => PostgresStore.Open(_store.Options, default);

    // Until a statement waits for a lock.
    private async Task Blocked()
    {
        await using var connection = new NpgsqlConnection(_store.Options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted "
            + "AND a.application_name = current_setting('application_name')",
            connection);
        while ((long)(await command.ExecuteScalarAsync())! == 0)
            await Task.Yield();
    }

    private async Task<NpgsqlConnection> Locked(string sql)
    {
        var connection = new NpgsqlConnection(_store.Options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<int> Count(IGrainStorage process, GrainId grain, int times)
    {
        for (var done = 0; done < times;)
        {
            var state = new GrainState<SampleState>();
            await process.ReadStateAsync("state", grain, state);
            state.State!.Number++;
            state.State.Rows = new CommitRows(Wallet(1), null, []);
            try
            {
                await process.WriteStateAsync("state", grain, state);
                done++;
            }
            catch (InconsistentStateException)
            {
                // The other one was quicker.
            }
        }

        return times;
    }

    private Task Write(GrainId grain, string text, string? etag = null) => _store.Grains.WriteStateAsync(
        "state", grain, new GrainState<SampleState>(new SampleState { Text = text, Rows = new(Wallet(1), null, []) }, etag));

    private async Task<GrainState<SampleState>> Read(GrainId grain)
    {
        var state = new GrainState<SampleState>();
        await _store.Grains.ReadStateAsync("state", grain, state);
        return state;
    }
}
