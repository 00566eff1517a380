using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Kwala.Storage.Postgres.Cluster;

/// <summary>Where clients of a cluster reach its silos: the gateways of those that are active.</summary>
internal sealed class PostgresGatewayList(PostgresMembershipTable table, IOptions<GatewayOptions> options)
    : IGatewayListProvider
{
    /// <inheritdoc />
    public TimeSpan MaxStaleness => options.Value.GatewayListRefreshPeriod;

    /// <inheritdoc />
    public bool IsUpdatable => true;

    /// <inheritdoc />
    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken) =>
    [
        .. (await table.ReadAllAsync(cancellationToken)).Members
            .Select(member => member.Item1)
            .Where(silo => silo is { Status: SiloStatus.Active, ProxyPort: > 0 })
            .Select(silo => SiloAddress.New(
                new IPEndPoint(silo.SiloAddress.Endpoint.Address, silo.ProxyPort),
                silo.SiloAddress.Generation).ToGatewayUri()),
    ];

    Task IGatewayListProvider.InitializeGatewayListProvider() => Task.CompletedTask;

    Task<IList<Uri>> IGatewayListProvider.GetGateways() => GetGatewaysAsync(CancellationToken.None);
}
