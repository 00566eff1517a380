using System.CommandLine;
using System.Runtime.CompilerServices;
using Kwala.Ports.Storage;
using Kwala.Silo.Hosting;

namespace Kwala.Silo.Commands;

/// <summary><c>kwala import</c>: fills an empty store with what <c>export</c> wrote.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "The configuration that names the store." };
        var command = new Command("import", "Fill an empty store from stdin, as export wrote it.") { config };
        command.SetAction((parsed, cancellationToken) =>
            StartFailure.Report(() => Import(parsed.GetValue(config), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task Import(FileInfo? config, CancellationToken cancellationToken)
    {
        await using var store = KwalaHost.Store(KwalaHost.Builder(config));
        var rows = await store.GetRequiredService<IStateArchive>().Import(Lines(cancellationToken), cancellationToken);
        await Console.Error.WriteLineAsync($"imported {rows} rows");
    }

    private static async IAsyncEnumerable<ArchivedRow> Lines(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 1L; await Console.In.ReadLineAsync(cancellationToken) is { } line; number++)
            if (line.Length > 0)
                yield return ArchiveLine.Read(line, number);
    }
}
