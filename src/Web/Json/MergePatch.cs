using System.Text.Json;
using System.Text.Json.Nodes;
using Kwala.Core.Wallets;

namespace Kwala.Web.Json;

/// <summary>JSON Merge Patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>The preferences with the patch laid over them, as a request for the whole would give them.</summary>
    public static JsonElement Apply(Preferences preferences, JsonElement patch)
    {
        var target = JsonSerializer.SerializeToNode(preferences.ToResource(), WebJson.Default.PreferencesResource);

        // The standing belongs to the old address and must not be claimed for a new one.
        foreach (var (_, contact) in target!["contacts"]!.AsObject())
            contact!.AsObject().Remove("standing");
        return JsonElement.Parse(Merge(target, patch)?.ToJsonString() ?? "null");
    }

    // The algorithm of RFC 7396, section 2, word for word.
    private static JsonNode? Merge(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return JsonNode.Parse(patch.GetRawText());
        var merged = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            var present = merged[member.Name];
            merged.Remove(member.Name);
            if (member.Value.ValueKind != JsonValueKind.Null)
                merged[member.Name] = Merge(present, member.Value);
        }

        return merged;
    }
}
