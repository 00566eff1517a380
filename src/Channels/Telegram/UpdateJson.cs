using System.Text.Json;

namespace Kwala.Channels.Telegram;

/// <summary>Reads what may have any shape, without an exception.</summary>
internal static class UpdateJson
{
    public static JsonElement? Child(this JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Object);

    public static string? Text(this JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.String)?.GetString();

    public static long? Number(this JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Number) is { } value && value.TryGetInt64(out var number) ? number : null;

    private static JsonElement? Member(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member)
        && member.ValueKind == kind ? member : null;
}
