using System.Globalization;
using System.Text.Json;
using Kwala.Core.Delivery;
using Kwala.Ports.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Telegram;

/// <summary>
/// Asks the bot's updates: binds a private chat to a wallet when its owner presses Start on a deep link, and tells when
/// an owner blocks the bot, lets it in again or presses a button under a message. An update is confirmed (by the next
/// poll's offset) only after it was handled, so that a crash repeats it; doing it twice is harmless.
/// </summary>
internal sealed partial class TelegramPoller(
    BotApi api,
    IContactBinding binding,
    IOwnerButtons buttons,
    IOptions<TelegramOptions> options,
    TimeProvider time,
    ILogger<TelegramPoller> logger) : BackgroundService
{
    /// <summary>The pause after a failed poll, and after an empty one that was not held open.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The pause of a stand-by: another poller has the bot.</summary>
    internal static readonly TimeSpan StandByPause = TimeSpan.FromSeconds(30);

    /// <summary>How often one update is tried before its owner is asked to press Start again.</summary>
    internal const int AttemptsMax = 5;

    /// <summary>Keeps an answer well below the size that <see cref="BotApi"/> reads.</summary>
    private const int UpdatesMax = 20;

    /// <summary>As many characters as <c>answerCallbackQuery</c> shows.</summary>
    private const int WordsMax = 200;

    /// <summary>
    /// How long one attempt at a press may take. With the pauses between them three fit into a quarter of a minute, for
    /// which apps wait for an answer; and other owners wait meanwhile.
    /// </summary>
    internal static readonly TimeSpan PressTime = TimeSpan.FromSeconds(3);

    /// <summary>How often one press is tried before its owner is asked to press again.</summary>
    internal const int PressAttemptsMax = 3;

    private long _offset;
    private int _attempts;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await Poll(stoppingToken);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, stoppingToken);
        }
    }

    /// <summary>Polls once and handles what came; gives the pause before the next poll.</summary>
    private async Task<TimeSpan> Poll(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var parameters = new
        {
            offset = _offset,
            timeout = (int)options.Value.PollTime.TotalSeconds,
            limit = UpdatesMax,
            allowed_updates = new[] { "message", "my_chat_member", "callback_query" },
        };
        var limit = options.Value.PollTime + options.Value.TimeLimit;
        switch (await api.Call("getUpdates", parameters, limit, cancellationToken))
        {
            case BotCall.Answered { Answer: { Ok: true, Result.ValueKind: JsonValueKind.Array } answer }:
                var updates = answer.Result.EnumerateArray().ToList();
                foreach (var update in updates)
                    if (!await Handle(update, cancellationToken))
                        return Pause;
                return updates.Count == 0 && time.GetElapsedTime(start) < Pause ? Pause : TimeSpan.Zero;
            case BotCall.Answered { Answer: { Status: 409 } }:
                LogStandBy();
                return StandByPause;
            case BotCall.Answered { Answer: var refused }:
                LogPollFailed(refused.Description);
                return refused.RetryAfter ?? Pause;
            case BotCall.NotSent { Reason: var reason }:
                LogPollFailed(reason);
                return Pause;
            case BotCall.NoAnswer { Reason: var reason }:
                LogPollFailed(reason);
                return Pause;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Handles one update and moves the offset past it; false when it must be tried again.</summary>
    private async Task<bool> Handle(JsonElement update, CancellationToken cancellationToken)
    {
        if (update.Number("update_id") is not { } updateId)
            return true;
        if (StartMessage.Read(update) is { } start)
        {
            var answer = await Bind(start, cancellationToken);
            if (answer is null) return false;
            await Answer(start.ChatId, answer, cancellationToken);
        }
        else if (PressedButton.Read(update) is { } pressed)
        {
            if (!await Press(pressed, cancellationToken)) return false;
        }
        else if (ChatMembership.Read(update) is { } membership && !await Mark(membership, cancellationToken))
        {
            return false;
        }
        _offset = updateId + 1;
        _attempts = 0;
        return true;
    }

    /// <summary>The words for the owner; null when binding failed and is worth another try.</summary>
    private async Task<string?> Bind(StartMessage start, CancellationToken cancellationToken)
    {
        var address = AddressOf(start.ChatId);
        try
        {
            if (start.Token.Length == 0)
                return await binding.CameBack(ChannelName.Telegram, address, cancellationToken) > 0
                    ? "Connected. Notifications arrive here."
                    : "Open the link that your wallet's app shows for Telegram; it connects this chat to your wallet.";
            return await binding.Bind(
                ChannelName.Telegram, start.Token, address, start.Language, cancellationToken) switch
            {
                BindingOutcome.Bound bound => $"Connected. Notifications for {bound.Wallet} arrive here.",
                BindingOutcome.Refused refused => refused.Reason,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogBindFailed(++_attempts, api.Scrubber.Reason($"{failure.GetType().Name}: {failure.Message}"));
            return _attempts < AttemptsMax ? null : "This did not work. Please press Start on the link again later.";
        }
    }

    // Given up like a binding; the next message then finds the chat as it is.
    private async Task<bool> Mark(ChatMembership membership, CancellationToken cancellationToken)
    {
        try
        {
            var address = AddressOf(membership.ChatId);
            var marked = membership.IsBlocked
                ? binding.Left(ChannelName.Telegram, address, cancellationToken)
                : binding.CameBack(ChannelName.Telegram, address, cancellationToken);
            await marked;
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogBindFailed(++_attempts, api.Scrubber.Reason($"{failure.GetType().Name}: {failure.Message}"));
            return _attempts >= AttemptsMax;
        }
    }

    /// <summary>Hands it on and tells the owner what became of it; false when it is worth another try.</summary>
    private async Task<bool> Press(PressedButton pressed, CancellationToken cancellationToken)
    {
        string words;
        try
        {
            var address = AddressOf(pressed.ChatId);
            words = await buttons.Press(ChannelName.Telegram, address, pressed.Data, cancellationToken)
                .WaitAsync(PressTime, time, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogBindFailed(++_attempts, api.Scrubber.Reason($"{failure.GetType().Name}: {failure.Message}"));
            if (_attempts < PressAttemptsMax) return false;
            words = "This did not work. Please press the button again later.";
        }

        var parameters = new { callback_query_id = pressed.QueryId, text = words[..Math.Min(words.Length, WordsMax)] };
        var call = await api.Call("answerCallbackQuery", parameters, options.Value.TimeLimit, cancellationToken);
        if (call is not BotCall.Answered { Answer.Ok: true })
            LogNotAnswered(call.Match(answered => answered.Description, notSent => notSent, noAnswer => noAnswer));
        return true;
    }

    private static string AddressOf(long chatId) => chatId.ToString(CultureInfo.InvariantCulture);

    private async Task Answer(long chatId, string text, CancellationToken cancellationToken)
    {
        var parameters = new { chat_id = chatId, text };
        var call = await api.Call("sendMessage", parameters, options.Value.TimeLimit, cancellationToken);
        if (call is not BotCall.Answered { Answer.Ok: true })
            LogNotAnswered(call.Match(answered => answered.Description, notSent => notSent, noAnswer => noAnswer));
    }
}
