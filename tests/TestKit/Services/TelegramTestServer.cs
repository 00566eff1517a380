using System.Net.Http.Json;
using System.Text.Json;

namespace Kwala.TestKit.Services;

/// <summary>The Bot API of telegram-test-api, with its routes that play the owner of an account.</summary>
public sealed class TelegramTestServer : IAsyncDisposable
{
    private readonly NodeService _service;
    private readonly HttpClient _http;

    private TelegramTestServer(NodeService service)
    {
        _service = service;
        Url = new Uri($"http://127.0.0.1:{service.Port}/");
        _http = new HttpClient { BaseAddress = Url };
    }

    /// <summary>The base of its Bot API.</summary>
    public Uri Url { get; }

    /// <summary>Starts a server without messages and waits until it listens.</summary>
    public static async Task<TelegramTestServer> Start() => new(await NodeService.Start("telegram.js"));

    /// <summary>Sends a text to the bot, as the owner of a private chat would.</summary>
    public async Task OwnerWrites(string botToken, long chatId, string text)
    {
        var owner = new { id = chatId, first_name = "Owner", is_bot = false };
        var chat = new { id = chatId, first_name = "Owner", type = "private" };
        var message = new { botToken, date = 1_800_000_000, from = owner, chat, text };
        using var response = await _http.PostAsJsonAsync("sendMessage", message);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Presses a button under a message of the bot, as the owner of a private chat would.</summary>
    public async Task OwnerPresses(string botToken, long chatId, string data)
    {
        var from = new { id = chatId, first_name = "Owner", is_bot = false };
        var message = new { message_id = 1, chat = new { id = chatId, first_name = "Owner", type = "private" } };
        using var response = await _http.PostAsJsonAsync("sendCallback", new { botToken, from, message, data });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// What the bot has sent so far, oldest first: the fields of each <c>sendMessage</c> as they came.
    /// </summary>
    public async Task<IReadOnlyList<JsonElement>> SentByBot(string botToken)
    {
        using var response = await _http.PostAsJsonAsync("getUpdatesHistory", new { token = botToken });
        var history = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. history.GetProperty("result").EnumerateArray()
            .Select(update => update.GetProperty("message"))
            .Where(message => message.TryGetProperty("chat_id", out _))];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
    }
}
