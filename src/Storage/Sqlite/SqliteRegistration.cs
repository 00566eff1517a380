using Kwala.Ports.Storage;
using Kwala.Storage.Sqlite.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Sqlite;

/// <summary>Puts the embedded store into a host.</summary>
public static class SqliteRegistration
{
    /// <summary>
    /// Registers everything that keeps something on SQLite: grain storage under <see cref="StorageNames.Grains"/>,
    /// reminders, due index, history, value log and archive. Each stored type needs a <see cref="StateCodec"/> in the
    /// service collection. The file is opened with the host and closed, with all that waits written, by disposing it.
    /// </summary>
    public static IServiceCollection AddKwalaSqlite(this IServiceCollection services, Action<SqliteOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<SqliteOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SqliteOptions>, SqliteOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Open);
        services.TryAddSingleton(s => new StateFormat(s.GetServices<StateCodec>()));
        services.TryAddSingleton<SqliteGrainStorage>();
        services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Grains, (s, _) => s.GetRequiredService<SqliteGrainStorage>());
        // The file is locked: nobody else writes.
        services.Replace(ServiceDescriptor.Singleton(new StoreSharing(IsShared: false)));
        services.AddSingleton<IReminderTable, SqliteReminderTable>();
        services.AddSingleton<IDueIndex, SqliteDueIndex>();
        services.AddSingleton<ISubscriberIndex, SqliteSubscriberIndex>();
        services.AddSingleton<IHistory, SqliteHistory>();
        services.AddSingleton<IValueLog, SqliteValueLog>();
        services.AddSingleton<IStateArchive, SqliteArchive>();
        services.TryAddSingleton<HistoryRetention>();
        services.AddHostedService(Keeping);
        return services;
    }

    private static SqliteStore Open(IServiceProvider services)
    {
        try
        {
            return SqliteStore.Open(services.GetRequiredService<IOptions<SqliteOptions>>().Value);
        }
        catch (StorageException failure)
        {
            throw failure.At($"{SqliteOptions.Section}:Path");
        }
    }

    private static Housekeeping Keeping(IServiceProvider services)
    {
        var store = services.GetRequiredService<SqliteStore>();
        return new Housekeeping(
            $"{store.Options.Path} (synchronous: {store.Options.Synchronous})",
            services.GetRequiredService<HistoryRetention>().DropOld,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Housekeeping>>());
    }
}
