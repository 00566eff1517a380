using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Postgres;

/// <summary>Puts the shared store into a host.</summary>
public static class PostgresRegistration
{
    /// <summary>
    /// Registers everything that keeps something on PostgreSQL: grain storage under <see cref="StorageNames.Grains"/>,
    /// reminders, due index, history, value log and archive. Each stored type needs a <see cref="StateCodec"/> in the
    /// service collection. The database is opened with the host: its tables must be there
    /// (<see cref="Migrate"/>).
    /// </summary>
    public static IServiceCollection AddKwalaPostgres(
        this IServiceCollection services, Action<PostgresOptions> configure)
    {
        services.AddKwalaPostgresDatabase(configure);
        services.TryAddSingleton(s => new StateFormat(s.GetServices<StateCodec>()));
        services.TryAddSingleton<PostgresGrainStorage>();
        services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Grains, (s, _) => s.GetRequiredService<PostgresGrainStorage>());
        services.Replace(ServiceDescriptor.Singleton(new StoreSharing(IsShared: true)));
        services.AddSingleton<IReminderTable, PostgresReminderTable>();
        services.AddSingleton<IDueIndex, PostgresDueIndex>();
        services.AddSingleton<ISubscriberIndex, PostgresSubscriberIndex>();
        services.AddSingleton<IHistory, PostgresHistory>();
        services.AddSingleton<IValueLog, PostgresValueLog>();
        services.AddSingleton<IStateArchive, PostgresArchive>();
        services.TryAddSingleton<PostgresRetention>();
        services.AddHostedService(s => new Housekeeping(
            "PostgreSQL",
            s.GetRequiredService<PostgresRetention>().DropOld,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<Housekeeping>>()));
        return services;
    }

    /// <summary>Registers the database alone, for a process that asks it for nothing but the silos.</summary>
    public static IServiceCollection AddKwalaPostgresDatabase(
        this IServiceCollection services, Action<PostgresOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PostgresOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Open);
        return services;
    }

    /// <summary>Makes the tables, or brings them to this version. Returns how many steps were taken.</summary>
    /// <exception cref="StorageException">
    /// The database cannot be reached, refuses, or is of a newer version.
    /// </exception>
    public static async Task<int> Migrate(PostgresOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await PostgresStore.Migrate(options, cancellationToken);
        }
        catch (StorageException failure)
        {
            throw failure.At(PostgresOptions.Section);
        }
    }

    private static PostgresStore Open(IServiceProvider services)
    {
        try
        {
            return PostgresStore
                .Open(services.GetRequiredService<IOptions<PostgresOptions>>().Value, CancellationToken.None)
                .GetAwaiter().GetResult();
        }
        catch (StorageException failure)
        {
            throw failure.At(PostgresOptions.Section);
        }
    }
}
