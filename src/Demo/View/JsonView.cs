using System.Text.Json;

namespace Kwala.Demo.View;

/// <summary>One JSON object per line, for programs.</summary>
internal sealed class JsonView(TextWriter output) : IDemoView
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Open()
    {
    }

    public void Show(DemoMoment moment) => output.WriteLine(moment switch
    {
        DemoMoment.Block block => Line("block", block),
        DemoMoment.Decision decision => Line("decision", decision),
        DemoMoment.Said said => Line("said", said),
        DemoMoment.Message message => Line("message", message),
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    private static string Line<T>(string type, T moment)
    {
        var node = JsonSerializer.SerializeToNode(moment, Options)!.AsObject();
        node.Insert(0, "type", type);
        return node.ToJsonString(Options);
    }
}
