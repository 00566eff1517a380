using Kwala.Ports.Channels;

namespace Kwala.Channels.Telegram;

/// <summary>A message's buttons as an inline keyboard (Bot API, <c>InlineKeyboardMarkup</c>), two in a row.</summary>
internal static class TelegramButtons
{
    private const int InRow = 2;

    /// <summary>Null for none: also in a group, where any member could press them.</summary>
    public static object? Of(OutboundMessage message, long chatId) =>
        chatId < 0 || message.Buttons.IsEmpty
            ? null
            : new
            {
                inline_keyboard = message.Buttons.Chunk(InRow).Select(row => row.Select(
                    button => new { text = button.Label, callback_data = button.Data }).ToArray()).ToArray(),
            };
}
