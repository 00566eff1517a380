using System.Text.Json;

namespace Kwala.Channels.Telegram;

/// <summary>
/// An owner blocked the bot or let it in again: the update <c>my_chat_member</c>, which a private chat sends for
/// nothing else (core.telegram.org/bots/api, "Update" and "ChatMemberUpdated").
/// </summary>
/// <param name="ChatId">The private chat.</param>
/// <param name="IsBlocked">Whether nothing can be sent there now.</param>
internal sealed record ChatMembership(long ChatId, bool IsBlocked)
{
    /// <summary>Null for any other update; groups are not bound.</summary>
    public static ChatMembership? Read(JsonElement update) =>
        update.Child("my_chat_member") is { } changed
        && changed.Child("chat") is { } chat
        && chat.Text("type") == "private"
        && chat.Number("id") is { } chatId
        && changed.Child("new_chat_member") is { } bot
            ? bot.Text("status") switch
            {
                "kicked" => new ChatMembership(chatId, IsBlocked: true),
                "member" => new ChatMembership(chatId, IsBlocked: false),
                _ => null,
            }
            : null;
}
