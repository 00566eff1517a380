using System.Text.Json;

namespace Kwala.Channels.Telegram;

/// <summary>An owner's <c>/start</c> in a private chat (core.telegram.org/bots/features, "Deep Linking").</summary>
/// <param name="ChatId">The chat that it came from.</param>
/// <param name="Token">The link's parameter; empty when the bot was started without a link.</param>
/// <param name="Language">
/// What the owner's app says of its language (Bot API, <c>User.language_code</c>); null for nothing.
/// </param>
internal sealed record StartMessage(long ChatId, string Token, string? Language)
{
    // Longer parameters are not of Telegram's making.
    private const int TokenLengthMax = 64;

    /// <summary>Null for any other update: groups are not bound, since others read there.</summary>
    public static StartMessage? Read(JsonElement update)
    {
        if (update.Child("message") is not { } message
            || message.Child("chat") is not { } chat
            || chat.Text("type") != "private"
            || message.Text("text") is not { } text
            || chat.Number("id") is not { } chatId)
            return null;
        var words = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return words[0] == "/start" || words[0].StartsWith("/start@", StringComparison.Ordinal)
            ? new StartMessage(
                chatId, words is [_, { Length: <= TokenLengthMax } token] ? token : "",
                message.Child("from")?.Text("language_code"))
            : null;
    }
}
