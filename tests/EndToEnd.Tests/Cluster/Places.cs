using System.Globalization;
using Kwala.Core.Evm;
using Kwala.Grains;
using Kwala.Grains.Interfaces;
using Kwala.Storage.Postgres;
using Kwala.Storage.Postgres.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>On which silo each wallet and each shard stands, as the silos themselves tell a client.</summary>
internal static class Places
{
    /// <summary>How many wallets stand beside their shard, and which stand elsewhere.</summary>
    public static async Task<(int AtHome, IReadOnlyList<string> Elsewhere)> Of(string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client =>
        {
            client.Services.AddKwalaPostgresDatabase(it => it.ConnectionString = database).AddKwalaGateways();
            client.Configure<ClusterOptions>(it => (it.ClusterId, it.ServiceId) = ("kwala", "kwala"));
        });
        using var host = builder.Build();
        await host.StartAsync();
        var grains = await host.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        await host.StopAsync();

        var shards = grains.Where(it => it.GrainType.Contains("WalletShardGrain", StringComparison.Ordinal))
            .ToDictionary(it => it.GrainId.Key.ToString()!, it => it.SiloAddress);
        var wallets = grains.Where(it => it.GrainType.Contains("WalletGrain", StringComparison.Ordinal))
            .ToLookup(
                it => it.SiloAddress.Equals(shards.GetValueOrDefault(ShardOf(it.GrainId.Key.ToString()!))),
                it => it.GrainId.Key.ToString()!);
        return (wallets[true].Count(), [.. wallets[false]]);
    }

    private static string ShardOf(string key)
    {
        Assert.True(Address.TryParse(key, out var wallet));
        return WalletShards.Of(wallet, new GrainsOptions().Shards).ToString(CultureInfo.InvariantCulture);
    }
}
