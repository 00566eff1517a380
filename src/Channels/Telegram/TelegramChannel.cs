using System.Globalization;
using Kwala.Core.Delivery;
using Kwala.Core.Messages;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Telegram;

/// <summary>
/// Sends by <c>sendMessage</c> in HTML parse mode. Telegram has no key to collapse by, so a time-out after the request
/// went out is unknown. Gentle messages arrive without a sound.
/// </summary>
internal sealed class TelegramChannel(BotApi api, IOptions<TelegramOptions> options) : IChannel
{
    // Bot API, type Chat: ids have at most 52 significant bits; groups are negative.
    private const long ChatIdMax = 1L << 52;

    public ChannelName Name => ChannelName.Telegram;

    public bool CollapsesByKey => false;

    public Markup Markup => Markup.TelegramHtml;

    public bool NeedsAddress => true;

    public bool TellsWhoLeft => true;

    // Bot FAQ, "My bot is hitting limits": one message a second to a chat, and some thirty over all of them.
    public SendLimit? Limit { get; } = new(options.Value.MessagesPerSecond, TimeSpan.FromSeconds(1));

    public AddressCheck Check(string address) => TryChatId(address, out var id)
        ? new AddressCheck.Valid(id.ToString(CultureInfo.InvariantCulture))
        : new AddressCheck.Invalid("A Telegram address is a chat id: the whole number that the bot's link stores.");

    public async Task<SendOutcome> Send(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (!TryChatId(message.Address, out var chatId))
            return new SendOutcome.Rejected("The address is not a chat id.");
        var html = TelegramText.Of(message);
        var silent = message.Urgency == Urgency.Gentle;
        var buttons = TelegramButtons.Of(message, chatId);
        var call = await Send(chatId, html, "HTML", silent, buttons, cancellationToken);
        // Losing the bold type is better than losing the alert; nothing was sent yet.
        if (call is BotCall.Answered { Answer: var refused } && TelegramVerdict.RefusedMarkup(refused))
            call = await Send(chatId, TelegramHtml.Plain(html), null, silent, buttons, cancellationToken);
        return call.Match(
            TelegramVerdict.Of,
            notSent => new SendOutcome.Unreachable(notSent),
            noAnswer => new SendOutcome.Unknown(noAnswer));
    }

    private Task<BotCall> Send(
        long chatId,
        string text,
        string? parseMode,
        bool silent,
        object? buttons,
        CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, object>
        {
            ["chat_id"] = chatId,
            ["text"] = text,
            ["link_preview_options"] = new { is_disabled = true },
            ["disable_notification"] = silent,
        };
        if (parseMode is not null) parameters["parse_mode"] = parseMode;
        if (buttons is not null) parameters["reply_markup"] = buttons;
        return api.Call("sendMessage", parameters, options.Value.TimeLimit, cancellationToken);
    }

    private static bool TryChatId(string address, out long chatId) =>
        long.TryParse(address, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out chatId)
        && chatId is not 0 && Math.Abs((decimal)chatId) < ChatIdMax;
}
