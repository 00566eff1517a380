using Kwala.Storage.Azure;
using Kwala.Storage.Postgres;
using Kwala.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Kwala.Silo.Hosting;

/// <summary>
/// The store that a configuration names: PostgreSQL or Azure Storage where its section stands, else the embedded one.
/// </summary>
internal static class StoreChoice
{
    private static readonly string[] All = [PostgresOptions.Section, AzureOptions.Section, SqliteOptions.Section];

    /// <summary>Whether the store is PostgreSQL.</summary>
    public static bool IsPostgres(IConfiguration configuration) => Section(configuration) == PostgresOptions.Section;

    /// <summary>Whether the store is Azure Storage.</summary>
    public static bool IsAzure(IConfiguration configuration) => Section(configuration) == AzureOptions.Section;

    /// <summary>The section of the store.</summary>
    public static string Section(IConfiguration configuration) =>
        Standing(configuration).FirstOrDefault() ?? SqliteOptions.Section;

    /// <summary>Adds the store.</summary>
    public static IServiceCollection AddKwalaStore(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsPostgres(configuration))
            return services.AddOne<PostgresOptions>(configuration)
                .AddKwalaPostgres(configuration.GetSection(PostgresOptions.Section).Bind);
        if (IsAzure(configuration))
            return services.AddOne<AzureOptions>(configuration)
                .AddKwalaAzure(configuration.GetSection(AzureOptions.Section).Bind);
        return services.AddKwalaSqlite(configuration.GetSection(SqliteOptions.Section).Bind);
    }

    /// <summary>Adds how to reach the silos that share a store, for a process that asks it for nothing else.</summary>
    public static IServiceCollection AddKwalaSharedStore(
        this IServiceCollection services, IConfiguration configuration) =>
        IsAzure(configuration)
            ? services.AddOne<AzureOptions>(configuration)
                .AddKwalaAzureAccount(configuration.GetSection(AzureOptions.Section).Bind)
            : services.AddOne<PostgresOptions>(configuration)
                .AddKwalaPostgresDatabase(configuration.GetSection(PostgresOptions.Section).Bind);

    /// <summary>Whether several processes may share the store.</summary>
    public static bool IsShared(IConfiguration configuration) => Section(configuration) != SqliteOptions.Section;

    // The one that counts refuses the others.
    private static IServiceCollection AddOne<T>(this IServiceCollection services, IConfiguration configuration)
        where T : class
    {
        if (Standing(configuration) is [var one, .. { Length: > 0 } others])
            services.AddSingleton<IValidateOptions<T>>(new Refusal<T>(
                $"{one} stands beside {string.Join(" and ", others)}. Keep the section of the store that is meant; "
                + "export and import move what the other one holds."));
        return services;
    }

    private static string[] Standing(IConfiguration configuration) =>
        [.. All.Where(section => configuration.GetSection(section).Exists())];

    private sealed class Refusal<T>(string words) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) => ValidateOptionsResult.Fail(words);
    }
}
