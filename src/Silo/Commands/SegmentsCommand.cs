using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Client;
using Spectre.Console;

namespace Kwala.Silo.Commands;

/// <summary>
/// <c>kwala segments</c>: the segments of a deployment that runs, each with how many wallets belong to it.
/// </summary>
internal static class SegmentsCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "JSON lines on stdout." };

    public static Command Create()
    {
        var command = new Command("segments", "List the segments, and how many wallets belong to each.")
        {
            DeploymentDoor.Url, DeploymentDoor.KeyVariable, Json,
        };
        command.SetAction((parsed, cancellationToken) => StartFailure.Report(
            async () =>
            {
                await using var services = DeploymentDoor.Open(parsed);
                var segments = await services.GetRequiredService<IKwalaClient>().Segments.List(cancellationToken);
                Write(DeploymentDoor.Found(segments), parsed.GetValue(Json));
            },
            cancellationToken));
        return command;
    }

    private static void Write(ImmutableArray<SegmentStanding> segments, bool json)
    {
        if (json)
        {
            foreach (var it in segments)
                Console.Out.WriteLine(new JsonObject
                {
                    ["type"] = "segment",
                    ["name"] = it.Name.Value,
                    ["condition"] = it.Condition,
                    ["version"] = it.Version,
                    ["wallets"] = it.Wallets,
                }.ToJsonString());
            return;
        }

        var console = BacktestView.StandardOutput();
        if (segments.IsEmpty)
        {
            console.WriteLine("The deployment has no segments.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("segment", "wallets", "version", "condition");
        foreach (var it in segments)
            table.AddRow([.. new[]
            {
                it.Name.Value, it.Wallets.ToString("N0", CultureInfo.InvariantCulture), it.Version, it.Condition,
            }.Select(Markup.Escape)]);
        console.Write(table);
    }
}
