using System.CommandLine;
using Kwala.Ports.Storage;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Commands;

/// <summary>
/// <c>kwala export</c>: everything that is stored, pending effects included, as one JSON object per line.
/// </summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "The configuration that names the store." };
        var command = new Command("export", "Write everything that is stored to stdout, one JSON object per line.")
        {
            config,
        };
        command.SetAction((parsed, cancellationToken) =>
            StartFailure.Report(() => Export(parsed.GetValue(config), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task Export(FileInfo? config, CancellationToken cancellationToken)
    {
        await using var store = KwalaHost.Store(KwalaHost.Builder(config));
        var rows = 0L;
        await foreach (var row in store.GetRequiredService<IStateArchive>().Export(cancellationToken))
        {
            await Console.Out.WriteLineAsync(ArchiveLine.Write(row));
            rows++;
        }

        await Console.Error.WriteLineAsync($"exported {rows} rows");
    }
}
