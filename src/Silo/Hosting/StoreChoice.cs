using Kwala.Storage.Postgres;
using Kwala.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Kwala.Silo.Hosting;

/// <summary>The store that a configuration names: PostgreSQL where its section stands, else the embedded one.</summary>
internal static class StoreChoice
{
    /// <summary>Whether the store is PostgreSQL.</summary>
    public static bool IsPostgres(IConfiguration configuration) =>
        configuration.GetSection(PostgresOptions.Section).Exists();

    /// <summary>The section of the store.</summary>
    public static string Section(IConfiguration configuration) =>
        IsPostgres(configuration) ? PostgresOptions.Section : SqliteOptions.Section;

    /// <summary>Adds the store.</summary>
    public static IServiceCollection AddKwalaStore(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsPostgres(configuration))
            return services.AddKwalaSqlite(configuration.GetSection(SqliteOptions.Section).Bind);
        if (configuration.GetSection(SqliteOptions.Section).Exists())
            services.AddSingleton<IValidateOptions<PostgresOptions>>(new Refusal(
                $"{PostgresOptions.Section} stands beside {SqliteOptions.Section}. Keep the section of the store that "
                + "is meant; export and import move what the other one holds."));
        return services.AddKwalaPostgres(configuration.GetSection(PostgresOptions.Section).Bind);
    }

    private sealed class Refusal(string words) : IValidateOptions<PostgresOptions>
    {
        public ValidateOptionsResult Validate(string? name, PostgresOptions options) =>
            ValidateOptionsResult.Fail(words);
    }
}
