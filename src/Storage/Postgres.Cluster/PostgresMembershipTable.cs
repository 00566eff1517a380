using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Kwala.Storage.Postgres.Cluster;

/// <summary>
/// Orleans's membership in PostgreSQL: which silos there are, and how each is. One statement per change holds the
/// table's version against the one that the change was made from, so that two changes never both come through.
/// </summary>
internal sealed class PostgresMembershipTable(PostgresStore store, IOptions<ClusterOptions> cluster) : IMembershipTable
{
    private string Cluster => cluster.Value.ClusterId;

    /// <inheritdoc />
    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        if (tryInitTableVersion)
            await Change(
                "INSERT INTO cluster_version (cluster, version) VALUES ($1, 0) ON CONFLICT DO NOTHING",
                cancellationToken,
                Cluster);
    }

    /// <inheritdoc />
    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken)
    {
        await Change("DELETE FROM cluster_silo WHERE cluster = $1", cancellationToken, clusterId);
        await Change("DELETE FROM cluster_version WHERE cluster = $1", cancellationToken, clusterId);
    }

    /// <inheritdoc />
    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken) =>
        Change(
            "DELETE FROM cluster_silo WHERE cluster = $1 AND status = $2 AND alive < $3",
            cancellationToken, Cluster, (int)SiloStatus.Dead, beforeDate);

    /// <inheritdoc />
    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken) =>
        Read(" AND s.silo = $2", cancellationToken, key.ToParsableString());

    /// <inheritdoc />
    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) => Read("", cancellationToken);

    /// <inheritdoc />
    public Task<bool> InsertRowAsync(
        MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) => Put(
        """
        WITH next AS (
            UPDATE cluster_version SET version = $2 WHERE cluster = $1 AND version = $3
            AND NOT EXISTS (SELECT 1 FROM cluster_silo WHERE cluster = $1 AND silo = $4) RETURNING version)
        INSERT INTO cluster_silo
            (cluster, silo, status, host, name, gateway_port, suspects, started, alive, version)
        SELECT $1, $4, $5, $6, $7, $8, $9, $10, $11, version FROM next
        """,
        entry, tableVersion, cancellationToken);

    /// <inheritdoc />
    public Task<bool> UpdateRowAsync(
        MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) => Put(
        """
        WITH next AS (
            UPDATE cluster_version SET version = $2 WHERE cluster = $1 AND version = $3
            AND EXISTS (SELECT 1 FROM cluster_silo WHERE cluster = $1 AND silo = $4) RETURNING version)
        UPDATE cluster_silo SET status = $5, host = $6, name = $7, gateway_port = $8, suspects = $9, started = $10,
            alive = $11, version = next.version
        FROM next WHERE cluster = $1 AND silo = $4
        """,
        entry, tableVersion, cancellationToken);

    /// <inheritdoc />
    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) => Change(
        "UPDATE cluster_silo SET alive = $3 WHERE cluster = $1 AND silo = $2",
        cancellationToken, Cluster, entry.SiloAddress.ToParsableString(), Instant(entry.IAmAliveTime));

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) =>
        InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) =>
        DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync(CancellationToken.None);

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        InsertRowAsync(entry, tableVersion, CancellationToken.None);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    private async Task<bool> Put(
        string sql, MembershipEntry entry, TableVersion next, CancellationToken cancellationToken) =>
        int.TryParse(next.VersionEtag, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && await Change(
            sql, cancellationToken, Cluster, next.Version, from, entry.SiloAddress.ToParsableString(),
            (int)entry.Status, entry.HostName ?? "", entry.SiloName ?? "", entry.ProxyPort, Suspects(entry),
            Instant(entry.StartTime), Instant(entry.IAmAliveTime)) == 1;

    private Task<int> Change(string sql, CancellationToken cancellationToken, params object?[] values) =>
        store.Source.Write(new Sql(sql, values), cancellationToken);

    // The version and its silos in one statement: they belong together.
    private async Task<MembershipTableData> Read(
        string which, CancellationToken cancellationToken, params object?[] values)
    {
        var rows = await store.Source.Read(
            connection => connection.Rows(
                row => (Version: row.GetInt32(0), Silo: row.IsDBNull(1) ? null : Silo(row)),
                new Sql(
                    $"""
                    SELECT v.version, s.silo, s.status, s.host, s.name, s.gateway_port, s.suspects, s.started, s.alive,
                        s.version
                    FROM cluster_version v LEFT JOIN cluster_silo s ON s.cluster = v.cluster{which}
                    WHERE v.cluster = $1
                    """,
                    [Cluster, .. values]),
                cancellationToken),
            cancellationToken);
        var version = rows.Count == 0 ? 0 : rows[0].Version;
        return new MembershipTableData(
            [.. rows.Select(row => row.Silo).OfType<Tuple<MembershipEntry, string>>()],
            new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    private static Tuple<MembershipEntry, string> Silo(DbDataReader row) => Tuple.Create(
        new MembershipEntry
        {
            SiloAddress = SiloAddress.FromParsableString(row.Text(1)),
            Status = (SiloStatus)row.GetInt32(2),
            HostName = row.Text(3),
            SiloName = row.Text(4),
            ProxyPort = row.GetInt32(5),
            SuspectTimes = [.. row.Text(6).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Suspicion)],
            StartTime = row.Instant(7).UtcDateTime,
            IAmAliveTime = row.Instant(8).UtcDateTime,
        },
        row.GetInt32(9).ToString(CultureInfo.InvariantCulture));

    // One line for each silo that suspects this one: who, and since when in ticks.
    private static string Suspects(MembershipEntry entry) => string.Join('\n', (entry.SuspectTimes ?? []).Select(it =>
        string.Create(CultureInfo.InvariantCulture, $"{it.Item1.ToParsableString()} {it.Item2.Ticks}")));

    private static Tuple<SiloAddress, DateTime> Suspicion(string line)
    {
        var parts = line.Split(' ');
        return Tuple.Create(
            SiloAddress.FromParsableString(parts[0]),
            new DateTime(long.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeKind.Utc));
    }

    // Orleans means UTC, whatever the value says of itself.
    private static DateTimeOffset Instant(DateTime at) => new(DateTime.SpecifyKind(at, DateTimeKind.Utc));
}
