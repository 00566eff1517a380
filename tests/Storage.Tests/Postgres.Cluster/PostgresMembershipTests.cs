using System.Net;
using Kwala.Storage.Postgres.Cluster;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Kwala.Storage.Tests.Postgres.Cluster;

/// <summary>Which silos there are, as Orleans asks it of a table that they share.</summary>
public sealed class PostgresMembershipTests : IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly PostgresFixture _store = new();

    private PostgresMembershipTable Table => Of("kwala");

    public async Task InitializeAsync()
    {
        await _store.Start();
        await Table.InitializeMembershipTableAsync(true, default);
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Silo_that_joins_is_read_back_as_it_is()
    {
        var joins = Silo(1, SiloStatus.Joining);
        joins.SuspectTimes = [Tuple.Create(Address(2), Noon.AddSeconds(3)), Tuple.Create(Address(3), Noon.AddSeconds(4))];
        Assert.True(await Table.InsertRowAsync(joins, await Next(), default));

        var read = await Table.ReadAllAsync(default);
        var entry = Assert.Single(read.Members).Item1;
        Assert.Equal(1, read.Version.Version);
        Assert.Equal(
            (joins.SiloAddress, SiloStatus.Joining, "host", "silo 1", 30_000, Noon, Noon.AddSeconds(1)),
            (entry.SiloAddress, entry.Status, entry.HostName, entry.SiloName, entry.ProxyPort, entry.StartTime,
                entry.IAmAliveTime));
        Assert.Equal(joins.SuspectTimes, entry.SuspectTimes);
        Assert.Equal(read.Version, (await Table.ReadRowAsync(Address(1), default)).Version);
        Assert.Single((await Table.ReadRowAsync(Address(1), default)).Members);
        Assert.Empty((await Table.ReadRowAsync(Address(2), default)).Members);
    }

    [SkippableFact]
    public async Task Change_made_from_an_older_table_is_refused_and_changes_nothing()
    {
        var old = await Next();
        Assert.True(await Table.InsertRowAsync(Silo(1, SiloStatus.Joining), old, default));
        Assert.False(await Table.InsertRowAsync(Silo(2, SiloStatus.Joining), old, default));
        Assert.False(await Update(Silo(1, SiloStatus.Active), old));

        var read = await Table.ReadAllAsync(default);
        Assert.Equal(1, read.Version.Version);
        Assert.Equal(SiloStatus.Joining, Assert.Single(read.Members).Item1.Status);
    }

    [SkippableFact]
    public async Task Silo_joins_once_and_only_one_that_joined_changes()
    {
        Assert.True(await Table.InsertRowAsync(Silo(1, SiloStatus.Joining), await Next(), default));
        Assert.False(await Table.InsertRowAsync(Silo(1, SiloStatus.Active), await Next(), default));
        Assert.False(await Update(Silo(2, SiloStatus.Active), await Next()));
        Assert.Equal(1, (await Table.ReadAllAsync(default)).Version.Version);

        Assert.True(await Update(Silo(1, SiloStatus.Active), await Next()));
        var read = await Table.ReadAllAsync(default);
        Assert.Equal((2, SiloStatus.Active), (read.Version.Version, Assert.Single(read.Members).Item1.Status));
    }

    [SkippableFact]
    public async Task Of_many_changes_from_one_version_exactly_one_comes_through()
    {
        for (var round = 0; round < 5; round++)
        {
            var next = await Next();
            var first = round * 20;
            var came = await Task.WhenAll(Enumerable.Range(first, 20).Select(number =>
                Table.InsertRowAsync(Silo(number, SiloStatus.Joining), next, default)));
            Assert.Single(came, true);
        }

        var read = await Table.ReadAllAsync(default);
        Assert.Equal((5, 5), (read.Version.Version, read.Members.Count));
    }

    [SkippableFact]
    public async Task Sign_of_life_changes_its_time_and_no_version()
    {
        Assert.True(await Table.InsertRowAsync(Silo(1, SiloStatus.Active), await Next(), default));
        var alive = Silo(1, SiloStatus.Dead);
        alive.IAmAliveTime = Noon.AddMinutes(9);
        await Table.UpdateIAmAliveAsync(alive, default);

        var read = await Table.ReadAllAsync(default);
        var (entry, etag) = Assert.Single(read.Members);
        Assert.Equal((1, SiloStatus.Active, Noon.AddMinutes(9)), (read.Version.Version, entry.Status, entry.IAmAliveTime));
        Assert.True(await Table.UpdateRowAsync(Silo(1, SiloStatus.Dead), etag, read.Version.Next(), default));
    }

    [SkippableFact]
    public async Task Clearing_up_takes_the_dead_of_long_ago_alone()
    {
        foreach (var (number, status, minutes) in new[] { (1, SiloStatus.Dead, 0), (2, SiloStatus.Dead, 20), (3, SiloStatus.Active, 0) })
        {
            var silo = Silo(number, status);
            silo.IAmAliveTime = Noon.AddMinutes(minutes);
            Assert.True(await Table.InsertRowAsync(silo, await Next(), default));
        }

        await Table.CleanupDefunctSiloEntriesAsync(Noon.AddMinutes(10), default);
        Assert.Equal(
            [Address(2), Address(3)],
            (await Table.ReadAllAsync(default)).Members.Select(member => member.Item1.SiloAddress).Order());
    }

    [SkippableFact]
    public async Task Clusters_in_one_database_know_nothing_of_each_other()
    {
        var other = Of("other");
        await other.InitializeMembershipTableAsync(true, default);
        await other.InitializeMembershipTableAsync(true, default);
        Assert.True(await Table.InsertRowAsync(Silo(1, SiloStatus.Active), await Next(), default));
        Assert.True(await other.InsertRowAsync(Silo(1, SiloStatus.Joining), (await other.ReadAllAsync(default)).Version.Next(), default));

        await Table.DeleteMembershipTableEntriesAsync("kwala", default);
        Assert.Empty((await Table.ReadAllAsync(default)).Members);
        Assert.Equal(SiloStatus.Joining, Assert.Single((await other.ReadAllAsync(default)).Members).Item1.Status);
    }

    private async Task<TableVersion> Next() => (await Table.ReadAllAsync(default)).Version.Next();

    private async Task<bool> Update(MembershipEntry silo, TableVersion next)
    {
        var known = (await Table.ReadRowAsync(silo.SiloAddress, default)).Members;
        return await Table.UpdateRowAsync(silo, known is [var (_, etag)] ? etag : "0", next, default);
    }

    private PostgresMembershipTable Of(string cluster) => new(
        _store.Store, Options.Create(new ClusterOptions { ClusterId = cluster, ServiceId = "kwala" }));

    private static SiloAddress Address(int number) =>
        SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11_000 + number), number + 1);

    private static MembershipEntry Silo(int number, SiloStatus status) => new()
    {
        SiloAddress = Address(number),
        Status = status,
        HostName = "host",
        SiloName = $"silo {number}",
        ProxyPort = 30_000,
        StartTime = Noon,
        IAmAliveTime = Noon.AddSeconds(1),
    };
}
