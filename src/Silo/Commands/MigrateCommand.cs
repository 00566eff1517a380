using System.CommandLine;
using Kwala.Silo.Hosting;
using Kwala.Storage.Postgres;

namespace Kwala.Silo.Commands;

/// <summary><c>kwala migrate</c>: makes the tables of the shared store, or brings them to this version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "The configuration that names the store." };
        var command = new Command("migrate", "Make the tables of PostgreSQL, or bring them to this version.")
        {
            config,
        };
        command.SetAction((parsed, cancellationToken) =>
            StartFailure.Report(() => Migrate(parsed.GetValue(config), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task Migrate(FileInfo? config, CancellationToken cancellationToken)
    {
        var builder = KwalaHost.Builder(config);
        if (!StoreChoice.IsPostgres(builder.Configuration))
        {
            await Console.Error.WriteLineAsync(StoreChoice.IsAzure(builder.Configuration)
                ? "Azure Storage needs no tables from this command: the first start makes what is missing."
                : "The embedded store brings itself up to date when it is opened.");
            return;
        }

        var steps = await PostgresRegistration.Migrate(KwalaHost.Postgres(builder), cancellationToken);
        var taken = steps switch { 0 => "", 1 => ", after 1 step", _ => $", after {steps} steps" };
        await Console.Error.WriteLineAsync($"the tables are up to date{taken}");
    }
}
