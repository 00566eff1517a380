using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kwala.Deploy.Tests.Fixture;

/// <summary>YAML as the JSON that it stands for, with merged keys merged.</summary>
internal static class YamlText
{
    public static IReadOnlyList<JsonNode> Documents(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => Json(document.RootNode)!)];
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => Object(map),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } text => JsonValue.Create(text.Value),
        YamlScalarNode plain => Plain(plain.Value ?? ""),
        _ => throw new NotSupportedException(node.NodeType.ToString()),
    };

    // What stands beside a merge goes before what it brings.
    private static JsonObject Object(YamlMappingNode map)
    {
        var all = new JsonObject();
        foreach (var (key, value) in map.Children)
            if (((YamlScalarNode)key).Value is var name && name != "<<")
                all.Add(name!, Json(value));
            else
                foreach (var (merged, brought) in Object((YamlMappingNode)value).ToArray())
                    if (!map.Children.ContainsKey(new YamlScalarNode(merged)))
                        all.Add(merged, brought?.DeepClone());
        return all;
    }

    // The core schema of YAML 1.2.
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        _ when text[0] is >= '0' and <= '9'
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) =>
            JsonValue.Create(fraction),
        _ => JsonValue.Create(text),
    };
}
