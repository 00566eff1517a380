using Azure.Storage;
using Azure.Storage.Sas;
using Kwala.Ports.Storage;
using Kwala.Storage.Azure;
using Kwala.Storage.Tests.Conformance;
using Kwala.TestKit.Services;
using Orleans;
using Orleans.Storage;
using static Kwala.Storage.Tests.Conformance.Samples;

namespace Kwala.Storage.Tests.Azure;

/// <summary>What is particular to a store in an account: who may reach it, and what no transaction holds together.</summary>
public sealed class AzureStoreTests : IAsyncLifetime
{
    private static readonly AccountSasPermissions[] Rights =
    [
        AccountSasPermissions.Read, AccountSasPermissions.Write, AccountSasPermissions.Delete,
        AccountSasPermissions.List, AccountSasPermissions.Add, AccountSasPermissions.Create,
        AccountSasPermissions.Update,
    ];

    private readonly AzureFixture _store = new();
    private readonly Wire _wire = new();

    public async Task InitializeAsync()
    {
        _store.Wire = _wire.Into;
        await _store.Start();
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task A_signature_does_for_everything_that_the_key_does()
    {
        await ArchiveConformance.Fill(_store);
        var exported = await ArchiveConformance.Export(_store);
        await using var signed = new AzureFixture();
        await signed.Start();
        signed.Options.ConnectionString = await WithSignature(Rights, TimeSpan.FromHours(1));
        await signed.Reopen();

        await signed.Archive.Import(ArchiveConformance.Rows(exported), default);
        var state = new GrainState<SampleState>();
        await signed.Grains.ReadStateAsync("state", Grain(1), state);
        state.State!.Rows = new CommitRows(Wallet(1), null, [Row(1, "signed", Noon)]);
        await signed.Grains.WriteStateAsync("state", Grain(1), state);

        Assert.Single(await signed.History.ReadKeys(new(Wallet(1), HistoryTopic.Decision, "signed", null, 1), default));
    }

    [SkippableTheory]
    [InlineData("over")]
    [InlineData("read only")]
    [InlineData("wrong key")]
    public async Task What_the_account_refuses_is_told_at_the_start_and_no_secret(string way)
    {
        var server = await AzuriteServer.Shared;
        var options = new AzureOptions
        {
            Name = "refused",
            ConnectionString = way switch
            {
                "over" => await WithSignature(Rights, TimeSpan.FromHours(-1)),
                "read only" => await WithSignature([AccountSasPermissions.Read], TimeSpan.FromHours(1)),
                _ => server.ConnectionString.Replace(
                    server.Key, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal),
            },
        };

        var refused = await Assert.ThrowsAsync<StorageException>(() => AzureStore.Open(options, null, default));

        Assert.Equal(StorageFault.Unreachable, refused.Fault);
        Assert.Contains("Check the key", refused.Message, StringComparison.Ordinal);
        foreach (var secret in options.ConnectionString.Split('=', '&').Where(part => part.Length > 40))
            Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_account_that_is_not_there_is_told_without_secrets()
    {
        var options = new AzureOptions
        {
            ConnectionString = "BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a;"
                + "AccountName=a;AccountKey=aHVudGVyMg==",
        };
        var refused = await Assert.ThrowsAsync<StorageException>(
            () => AzureStore.Open(options, new AzureWire(_wire.Into), default));
        Assert.Equal(StorageFault.Unreachable, refused.Fault);
        Assert.DoesNotContain("aHVudGVyMg", refused.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_version_that_stands_for_all_is_the_version_of_nothing()
    {
        await Write(_store.Grains, "kept", null);
        foreach (var etag in new[] { "*", "\"*\"", "\"0x1\"+", "W/\"0x1\"" })
            await Assert.ThrowsAsync<InconsistentStateException>(() => Write(_store.Grains, "lost", etag));
        Assert.Equal("kept", (await Read(_store.Grains)).State!.Text);
    }

    [SkippableFact]
    public async Task Each_stored_version_has_one_predecessor_and_is_due_however_many_processes_write()
    {
        await using var other = new AzureFixture();
        await other.Start();
        other.Options.Name = _store.Options.Name;
        await other.Reopen();
        IGrainStorage[] processes = [_store.Grains, other.Grains];

        await Task.WhenAll(processes.SelectMany(process => new[] { Count(process, 25), Count(process, 25) }));

        Assert.Equal(100, (await Read(_store.Grains)).State!.Number);
        // The row of the last save is there, whoever removed what meanwhile; others may be.
        var due = await _store.Due.Due(0, 1, Noon.AddDays(1), 1000, default);
        Assert.Equal(Wallet(1), Assert.Single(due).Wallet);
        var last = await Read(_store.Grains);
        last.State!.Rows = new CommitRows(Wallet(1), null, []);
        await _store.Grains.WriteStateAsync("state", Grain(1), last);
        Assert.Empty(await _store.Due.Due(0, 1, Noon.AddDays(1), 1000, default));
    }

    [SkippableFact]
    public async Task A_save_that_tidies_up_late_leaves_the_due_row_of_the_next_one()
    {
        await using var other = new AzureFixture();
        await other.Start();
        other.Options.Name = _store.Options.Name;
        await other.Reopen();
        await Write(_store.Grains, "first", null);
        var state = await Read(_store.Grains);
        state.State!.Rows = new CommitRows(Wallet(1), Noon.AddHours(1), []);
        _wire.Mend();
        _wire.Before = async number =>
        {
            if (number != _wire.PutAt + 1)
                return;
            var next = await Read(other.Grains);
            next.State!.Rows = new CommitRows(Wallet(1), Noon.AddHours(2), []);
            await other.Grains.WriteStateAsync("state", Grain(1), next);
        };

        await _store.Grains.WriteStateAsync("state", Grain(1), state);

        Assert.Equal(Noon.AddHours(2), Assert.Single(await _store.Due.Due(0, 1, Noon.AddDays(1), 10, default)).At);
    }

    [SkippableFact]
    public async Task A_batch_of_several_transactions_ends_where_a_later_listener_begins()
    {
        var (first, second) = (Listening(Mainnet, 1), Listening(Mainnet, 2));
        await using var other = new AzureFixture();
        await other.Start();
        other.Options.Name = _store.Options.Name;
        await other.Reopen();
        await _store.Values.Begin(first, default);
        _wire.Mend();
        _wire.Before = async number =>
        {
            if (number == 3)
                await other.Values.Begin(second, default);
        };

        var refused = await Assert.ThrowsAsync<StorageException>(() => _store.Values.Append(
            first, [.. Enumerable.Range(0, 300).Select(n => Value(n, n, 5, n))], [], default));

        Assert.Equal(StorageFault.Overtaken, refused.Fault);
        var came = (await other.Values.Holders(new(Mainnet, [Risk], 0, null, 1000), default)).Length;
        Assert.InRange(came, 49, 250);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_a_listener_asks_may_be_cut_off_anywhere_and_asked_again(bool losesAnswer)
    {
        var listening = Listening(Mainnet, 1);
        for (var (at, isWhole) = (0, false); !isWhole; at++)
        {
            await using var store = new AzureFixture { Wire = _wire.Into };
            _wire.Mend();
            await store.Start();
            await store.Values.Begin(listening, default);
            _wire.Mend();
            (_wire.CutAt, _wire.LosesAnswer) = (at, losesAnswer);
            try
            {
                await Listen(store.Values);
                isWhole = true;
            }
            catch (StorageException failure)
            {
                Assert.Equal(StorageFault.Unreachable, failure.Fault);
            }

            _wire.Mend();
            await store.Reopen();
            await Listen(store.Values);
            Assert.Equal<ValueRow>([Value(1, 2, 6)], await store.Values.Last(Wallet(1), default));
            Assert.Equal(
                new[] { 1, 2 }.Select(Wallet).Order(),
                await store.Values.Holders(new(Mainnet, [Risk], 0, null, 10), default));
        }

        async Task Listen(IValueLog values)
        {
            await values.Append(
                listening, [Value(1, 1, 5), Value(2, 1, 5), Value(1, 2, 6)], [new(Block(6), Wallet(1))], default);
            await values.Append(listening, [Value(1, 3, 7)], [new(Block(7), Wallet(1))], default);
            await values.Orphan(listening, [Block(7)], [Risk], default);
            await values.Finalized(Mainnet, 6, default);
        }
    }

    [SkippableFact]
    public async Task An_import_that_a_crash_cut_off_leaves_the_store_empty()
    {
        await ArchiveConformance.Fill(_store);
        var exported = await ArchiveConformance.Export(_store);
        await using var other = new AzureFixture { Wire = _wire.Into };
        await other.Start();
        _wire.Mend();
        _wire.CutAt = 8;
        await Assert.ThrowsAsync<StorageException>(
            () => other.Archive.Import(ArchiveConformance.Rows(exported), default));
        _wire.Mend();

        await other.Reopen();

        Assert.Empty(await ArchiveConformance.Export(other));
        Assert.Equal(exported.Count, await other.Archive.Import(ArchiveConformance.Rows(exported), default));
    }

    private static async Task<string> WithSignature(AccountSasPermissions[] rights, TimeSpan lasting)
    {
        var server = await AzuriteServer.Shared;
        var builder = new AccountSasBuilder(
            rights.Aggregate((all, right) => all | right),
            TimeProvider.System.GetUtcNow() + lasting,
            AccountSasServices.Blobs | AccountSasServices.Tables,
            AccountSasResourceTypes.All);
        return server.WithSignature(
            builder.ToSasQueryParameters(new StorageSharedKeyCredential(server.Account, server.Key)).ToString());
    }

    private static async Task Count(IGrainStorage process, int times)
    {
        for (var done = 0; done < times;)
        {
            var state = await Read(process);
            state.State!.Number++;
            state.State.Rows = new CommitRows(Wallet(1), Noon.AddSeconds(state.State.Number), []);
            try
            {
                await process.WriteStateAsync("state", Grain(1), state);
                done++;
            }
            catch (InconsistentStateException)
            {
                // The other one was quicker.
            }
        }
    }

    private static Task Write(IGrainStorage grains, string text, string? etag) => grains.WriteStateAsync(
        "state",
        Grain(1),
        new GrainState<SampleState>(new SampleState { Text = text, Rows = new(Wallet(1), Noon.AddMinutes(1), []) }, etag));

    private static async Task<GrainState<SampleState>> Read(IGrainStorage grains)
    {
        var state = new GrainState<SampleState>();
        await grains.ReadStateAsync("state", Grain(1), state);
        return state;
    }
}
