using Kwala.Bench.House;
using Kwala.Ports.Storage;
using Kwala.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Kwala.Bench.Stores;

/// <summary>The product's own grain storage on PostgreSQL, with its settings as shipped.</summary>
internal static class KwalaStore
{
    // One statement, which is a transaction by itself; nothing makes its connection as new.
    private const double RoundTrips = 1;

    /// <summary>Opens it on an empty database of this server.</summary>
    public static async Task<Contender> Open(string server, CancellationToken cancellationToken)
    {
        var database = await Database.Make(server, cancellationToken);
        await PostgresRegistration.Migrate(
            new PostgresOptions { ConnectionString = database.ConnectionString }, cancellationToken);
        var parts = new ServiceCollection()
            .AddLogging()
            .AddSingleton(SampleWallet.Codec)
            .AddKwalaPostgres(options => options.ConnectionString = database.ConnectionString)
            .BuildServiceProvider();
        return new Contender(
            "kwala",
            RoundTrips,
            parts.GetRequiredKeyedService<IGrainStorage>(StorageNames.Grains),
            parts,
            database);
    }
}
