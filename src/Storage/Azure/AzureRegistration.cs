using Kwala.Ports.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Storage;

namespace Kwala.Storage.Azure;

/// <summary>Puts the store for small installs into a host.</summary>
public static class AzureRegistration
{
    /// <summary>
    /// Registers everything that keeps something on Azure Storage: grain storage under
    /// <see cref="StorageNames.Grains"/>, reminders, due index, history, value log and archive. Each stored type needs
    /// a <see cref="StateCodec"/> in the service collection. The account is opened with the host; its container and
    /// its table are made where they are missing.
    /// </summary>
    public static IServiceCollection AddKwalaAzure(this IServiceCollection services, Action<AzureOptions> configure)
    {
        services.AddKwalaAzureAccount(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Open);
        services.TryAddSingleton(s => new StateFormat(s.GetServices<StateCodec>()));
        services.TryAddSingleton<DueRows>();
        services.TryAddSingleton<SubscriberKeys>();
        services.TryAddSingleton<HistoryRows>();
        services.TryAddSingleton<Listening>();
        services.TryAddSingleton<StateCommit>();
        services.TryAddSingleton<AzureGrainStorage>();
        services.AddKeyedSingleton<IGrainStorage>(
            StorageNames.Grains, (s, _) => s.GetRequiredService<AzureGrainStorage>());
        services.Replace(ServiceDescriptor.Singleton(new StoreSharing(IsShared: true)));
        services.AddSingleton<IReminderTable, AzureReminderTable>();
        services.AddSingleton<IDueIndex, AzureDueIndex>();
        services.AddSingleton<ISubscriberIndex, AzureSubscriberIndex>();
        services.AddSingleton<IHistory, AzureHistory>();
        services.AddSingleton<IValueLog, AzureValueLog>();
        services.AddSingleton<IStateArchive, AzureArchive>();
        services.TryAddSingleton<AzureRetention>();
        services.AddHostedService(s => new Housekeeping(
            $"{s.GetRequiredService<AzureStore>().Options.Name} on Azure Storage",
            s.GetRequiredService<AzureRetention>().DropOld,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<Housekeeping>>()));
        return services;
    }

    /// <summary>Registers how to reach the account, for a process that asks it for nothing but the silos.</summary>
    public static IServiceCollection AddKwalaAzureAccount(
        this IServiceCollection services, Action<AzureOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<AzureOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AzureOptions>, AzureOptionsValidator>());
        return services;
    }

    private static AzureStore Open(IServiceProvider services)
    {
        try
        {
            return AzureStore
                .Open(
                    services.GetRequiredService<IOptions<AzureOptions>>().Value,
                    services.GetService<AzureWire>(),
                    CancellationToken.None)
                .GetAwaiter().GetResult();
        }
        catch (StorageException failure)
        {
            throw failure.At(AzureOptions.Section);
        }
    }
}
