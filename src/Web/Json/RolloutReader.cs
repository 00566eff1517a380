using System.Text.Json;
using Kwala.Client;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Web.Problems;

namespace Kwala.Web.Json;

/// <summary>Reads which version is to decide for whom, collecting every mistake.</summary>
internal static class RolloutReader
{
    /// <summary>Null where it has mistakes.</summary>
    public static RolloutRequest? Read(JsonBody body, Mistakes mistakes)
    {
        if (Root(body, mistakes) is not { } root
            || !Names.IsObjectOf(root, JsonPointer.Root, mistakes, "percent", "shadow", "yaml", "version"))
            return null;
        var at = JsonPointer.Root;
        var percent = 0;
        if (Names.Member(root, "percent") is not { ValueKind: JsonValueKind.Number } number
            || !number.TryGetInt32(out percent) || percent is < 0 or > Rollout.PercentMax)
            mistakes.At(at.Member("percent"), $"Give a whole number from 0 to {Rollout.PercentMax}.");
        var shadow = Names.Member(root, "shadow");
        if (shadow is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            mistakes.At(at.Member("shadow"), "Write this as true or false.");
        var yaml = Names.Member(root, "yaml");
        if (yaml is { ValueKind: not JsonValueKind.String })
            mistakes.At(at.Member("yaml"), "Write the workflow's text as text.");
        var version = yaml is null ? Version(root, mistakes) : null;
        return mistakes.None
            ? new RolloutRequest(percent, shadow?.GetBoolean() ?? false) { Yaml = yaml?.GetString(), Version = version }
            : null;
    }

    /// <summary>The version of a request that names nothing else; null where it has mistakes.</summary>
    public static Bytes32? ReadVersion(JsonBody body, Mistakes mistakes) =>
        Root(body, mistakes) is { } root && Names.IsObjectOf(root, JsonPointer.Root, mistakes, "version")
            && Version(root, mistakes) is { } version && mistakes.None
                ? version
                : null;

    private static JsonElement? Root(JsonBody body, Mistakes mistakes)
    {
        if (body is JsonBody.Parsed { Root: var root })
            return root;
        mistakes.At(JsonPointer.Root, body is JsonBody.Malformed bad ? bad.Detail : "Send a JSON object.");
        return null;
    }

    private static Bytes32? Version(JsonElement root, Mistakes mistakes)
    {
        var text = Names.Member(root, "version") is { ValueKind: JsonValueKind.String } member
            ? member.GetString()! : "";
        return Bytes32.Parse(text).Match<Bytes32?>(
            hash => hash,
            _ =>
            {
                mistakes.At(
                    JsonPointer.Root.Member("version"),
                    "Give a version's content hash, as GET .../rollout gives it.");
                return null;
            });
    }
}
