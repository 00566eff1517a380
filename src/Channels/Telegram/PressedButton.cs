using System.Text.Json;

namespace Kwala.Channels.Telegram;

/// <summary>
/// A button that an owner pressed in a private chat (<c>callback_query</c>). Presses in groups are passed over: any
/// member could press.
/// </summary>
/// <param name="QueryId">Answered by it, and unique.</param>
/// <param name="ChatId">The private chat, whose id is that of the owner.</param>
/// <param name="Data">What the button carries.</param>
internal sealed record PressedButton(string QueryId, long ChatId, string Data)
{
    private const int DataLengthMax = 64;
    private const int QueryIdLengthMax = 64;

    /// <summary>Null for an update that is no such press.</summary>
    public static PressedButton? Read(JsonElement update) =>
        update.Child("callback_query") is { } query
        && query.Text("id") is { Length: > 0 and <= QueryIdLengthMax } id
        && query.Text("data") is { Length: <= DataLengthMax } data
        && query.Child("from")?.Number("id") is { } from
        && query.Child("message")?.Child("chat") is { } chat
        && chat.Text("type") == "private" && chat.Number("id") == from
            ? new PressedButton(id, from, data)
            : null;
}
