namespace Kwala.Channels.Telegram;

/// <summary>The bot that speaks to owners. The channel exists when this section of the configuration does.</summary>
public sealed class TelegramOptions
{
    /// <summary>Where it stands in the configuration.</summary>
    public const string Section = "Kwala:Channels:Telegram";

    /// <summary>
    /// The token that BotFather gave. A secret: set it from the environment, or use the file. No default.
    /// </summary>
    public string? BotToken { get; set; }

    /// <summary>The path of a file that holds the token and nothing else, instead of <see cref="BotToken"/>.</summary>
    public string? BotTokenFile { get; set; }

    /// <summary>The bot's user name without @; the deep links that bind a chat are made with it. No default.</summary>
    public string BotName { get; set; } = "";

    /// <summary>
    /// The Bot API; another one only for a Bot API server of your own. Must be https, or http on loopback.
    /// </summary>
    public Uri BaseUrl { get; set; } = new("https://api.telegram.org/");

    /// <summary>
    /// How long one request may take, 15 seconds by default. Longer means fewer sends of unknown outcome when
    /// Telegram is slow, and a send that holds its wallet for longer when it is down.
    /// </summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Messages a second that Telegram takes from the bot, over all processes of the deployment: 30 by default, up to
    /// 1000 for a bot with paid broadcasts. Those that are more wait, the critical ones least.
    /// </summary>
    public int MessagesPerSecond { get; set; } = 30;

    /// <summary>
    /// Whether this process asks for updates, which bind chats to wallets and tell of owners who block the bot; on by
    /// default. Telegram answers one poller per bot: the others are told of a conflict and wait as stand-bys, so it may
    /// stay on everywhere.
    /// </summary>
    public bool Poll { get; set; } = true;

    /// <summary>How long Telegram may hold a poll without news, 25 seconds by default, at most 50.</summary>
    public TimeSpan PollTime { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The link that opens the bot and binds the chat when its owner presses Start.</summary>
    /// <param name="token">A token for binding, of at most 64 characters.</param>
    public Uri BindLink(string token) => new($"https://t.me/{BotName}?start={token}");
}
