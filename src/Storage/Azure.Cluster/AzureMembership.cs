using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Kwala.Storage.Azure.Cluster;

/// <summary>
/// Lets silos, and their clients, find the silos in the account that they share, and keeps reminders there: by
/// Orleans's own packages, in tables beside the one of <see cref="AzureRegistration.AddKwalaAzure"/>.
/// </summary>
public static class AzureMembership
{
    /// <summary>Makes a silo one of those that share the account.</summary>
    public static ISiloBuilder UseKwalaAzure(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return silo
            .UseAzureStorageClustering(table => table.Configure<IOptions<AzureOptions>>((options, account) =>
                (options.TableName, options.TableServiceClient) = (Silos(account), Tables(account))))
            .UseAzureTableReminderService(table => table.Configure<IOptions<AzureOptions>>((options, account) =>
                (options.TableName, options.TableServiceClient) = (Reminders(account), Tables(account))));
    }

    /// <summary>Makes a process a client of the silos that share the account.</summary>
    public static IClientBuilder UseKwalaAzure(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client
            .UseAzureStorageClustering(table => table.Configure<IOptions<AzureOptions>>((options, account) =>
                (options.TableName, options.TableServiceClient) = (Silos(account), Tables(account))));
    }

    private static string Silos(IOptions<AzureOptions> account) => account.Value.Name + "silos";

    private static string Reminders(IOptions<AzureOptions> account) => account.Value.Name + "reminders";

    private static TableServiceClient Tables(IOptions<AzureOptions> account) =>
        new(AzureOptionsValidator.Read(account.Value, out _));
}
