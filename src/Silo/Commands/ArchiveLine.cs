using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Ports.Storage;

namespace Kwala.Silo.Commands;

/// <summary>The archive's format: <c>{"table": "...", "row": {...}}</c>, one object per line.</summary>
internal static class ArchiveLine
{
    public static string Write(ArchivedRow row) =>
        new JsonObject { ["table"] = row.Table, ["row"] = JsonNode.Parse(row.Json) }.ToJsonString();

    public static ArchivedRow Read(string line, long number)
    {
        try
        {
            var parsed = JsonNode.Parse(line)?.AsObject();
            if ((string?)parsed?["table"] is { } table && parsed["row"] is { } row)
                return new ArchivedRow(table, row.ToJsonString());
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Reported below, with the line's number.
        }

        throw new InvalidOperationException(
            $"Line {number} is not a row of an archive. Nothing after it was read: "
            + "import what export wrote, unchanged.");
    }
}
