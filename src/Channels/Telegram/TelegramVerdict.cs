using System.Text.Json;
using Kwala.Core.Delivery;

namespace Kwala.Channels.Telegram;

/// <summary>
/// What an answer of the Bot API to <c>sendMessage</c> proves. The rules for 5xx: with the API's own <c>"ok": false</c>
/// the call failed and nothing was sent; a gateway's page in its place (502, 504, 500) proves nothing, since the API
/// behind it may have acted; 503 means that no API was there to act (RFC 9110, section 15.6.4).
/// </summary>
internal static class TelegramVerdict
{
    /// <summary>What to wait when the API asks for patience without saying how much.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    private static readonly string[] GoneWords =
        ["chat not found", "user not found", "PEER_ID_INVALID", "group chat was deleted", "user is deactivated"];

    /// <summary>The outcome of the send.</summary>
    public static SendOutcome Of(BotAnswer answer) => answer switch
    {
        { Ok: true } => new SendOutcome.Delivered(MessageId(answer.Result)),
        { MigrateToChatId: { } chat } => new SendOutcome.RecipientGone(
            $"The group became a supergroup with the id {chat}: bind that one."),
        { Status: 429 } => new SendOutcome.Throttled(answer.RetryAfter ?? DefaultWait),
        { Status: 403, Ok: false } => new SendOutcome.RecipientGone(answer.Description),
        { Status: 400, Ok: false } when GoneWords.Any(word => Says(answer, word)) =>
            new SendOutcome.RecipientGone(answer.Description),
        { Status: 400 or 413 } => new SendOutcome.Rejected(answer.Description),
        { Status: 401 or 404, Ok: false } => new SendOutcome.Unreachable(
            $"Telegram does not know the bot token: check {TelegramOptions.Section}:BotToken. {answer.Description}"),
        { Ok: false } or { Status: 503 or (>= 300 and < 500) } => new SendOutcome.Unreachable(answer.Description),
        _ => new SendOutcome.Unknown(answer.Description),
    };

    /// <summary>Whether the API refused the markup, so that the same words may go as plain text.</summary>
    public static bool RefusedMarkup(BotAnswer answer) =>
        answer is { Status: 400, Ok: false } && Says(answer, "can't parse entities");

    private static bool Says(BotAnswer answer, string words) =>
        answer.Description.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static string? MessageId(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("message_id", out var id)
        && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : null;
}
