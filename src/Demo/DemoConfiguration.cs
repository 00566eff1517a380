using System.Globalization;
using Kwala.Demo.Story;

namespace Kwala.Demo;

/// <summary>
/// The configuration of a deployment that follows the demonstration's chain; see docs/configuration.md.
/// </summary>
internal static class DemoConfiguration
{
    public static Dictionary<string, string?> For(Uri doors, int mailPort, string folder)
    {
        var workflows = Directory.CreateDirectory(Path.Combine(folder, "workflows"));
        foreach (var name in new[] { "liquidation-risk.yaml", "portfolio-move.yaml", "yields.yaml" })
            File.WriteAllText(Path.Combine(workflows.FullName, name), TextOf(name));
        return new Dictionary<string, string?>(Assets.All.SelectMany(Counted))
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Kwala:Sqlite:Path"] = Path.Combine(folder, "kwala.db"),
            ["Kwala:Workflows:Folder"] = workflows.FullName,
            ["Kwala:Chains:0:Name"] = "local",
            ["Kwala:Chains:0:Id"] = DemoWorld.ChainId.Value,
            ["Kwala:Chains:0:Rpc:0"] = new Uri(doors, "rpc").ToString(),
            ["Kwala:Chains:0:PollInterval"] = "00:00:00.050",
            ["Kwala:Channels:Telegram:BotToken"] = "4242:demo-token-that-opens-nothing-0000000",
            ["Kwala:Channels:Telegram:BotName"] = "kwala_demo_bot",
            ["Kwala:Channels:Telegram:BaseUrl"] = new Uri(doors, "telegram/").ToString(),
            ["Kwala:Channels:Email:Host"] = "127.0.0.1",
            ["Kwala:Channels:Email:Port"] = mailPort.ToString(CultureInfo.InvariantCulture),
            ["Kwala:Channels:Email:Tls"] = "None",
            ["Kwala:Channels:Email:From"] = "Kwala demo <alerts@example.org>",
            ["Kwala:Channels:Webhook:Secrets:0"] = "whsec_" + Convert.ToBase64String(new byte[32]),
            ["Kwala:Channels:Webhook:Url"] = new Uri(doors, "webhook").ToString(),
            ["Logging:LogLevel:Default"] = "Error",
        };
    }

    // Its price, and that it is a part of portfolios.
    private static IEnumerable<KeyValuePair<string, string?>> Counted(Asset asset, int place)
    {
        var (price, part) = ($"Kwala:Chains:0:Prices:{place}", $"Kwala:Portfolio:Assets:{place}");
        yield return new($"{price}:Asset", asset.Token.ToString());
        yield return new($"{price}:Feed", asset.Feed.ToString());
        yield return new($"{price}:AgeMax", "01:00:00");
        yield return new($"{part}:Chain", "local");
        yield return new($"{part}:Token", asset.Token.ToString());
    }

    private static string TextOf(string workflow)
    {
        using var stream = typeof(DemoConfiguration).Assembly.GetManifestResourceStream(workflow)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
