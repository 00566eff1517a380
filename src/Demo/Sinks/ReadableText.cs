using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kwala.Demo.Sinks;

/// <summary>What a receiver's app would show of a provider's text.</summary>
internal static partial class ReadableText
{
    /// <summary>Telegram's HTML without its tags.</summary>
    public static string OfTelegram(string html) => WebUtility.HtmlDecode(Tag().Replace(html, ""));

    /// <summary>The words of a webhook's JSON; the facts beside them are for programs.</summary>
    public static string OfWebhook(string json)
    {
        var data = JsonNode.Parse(json)?["data"];
        return $"{(string?)data?["title"]}\n{(string?)data?["text"]}";
    }

    [GeneratedRegex("<[^>]{1,200}>")]
    private static partial Regex Tag();
}
