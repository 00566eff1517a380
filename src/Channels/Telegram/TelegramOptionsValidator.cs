using System.Text.RegularExpressions;
using Kwala.Channels.Secrets;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Telegram;

/// <summary>Reports every mistake at once, without any part of the token.</summary>
internal sealed partial class TelegramOptionsValidator : IValidateOptions<TelegramOptions>
{
    public ValidateOptionsResult Validate(string? name, TelegramOptions options)
    {
        var mistakes = Mistakes(options).Select(mistake => $"{TelegramOptions.Section}: {mistake}").ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(TelegramOptions options)
    {
        var token = SecretText.Read("BotToken", options.BotToken, options.BotTokenFile, out var problem);
        if (problem is not null)
            yield return problem;
        else if (!TokenForm().IsMatch(token!))
            yield return "BotToken has not the form of a token, such as 123456:ABC-def: copy it from BotFather again.";
        if (!NameForm().IsMatch(options.BotName))
            yield return "BotName is the bot's user name without @: 5 to 32 letters, digits or underscores.";
        if (options.BaseUrl is not { IsAbsoluteUri: true, Scheme: "https" }
            && options.BaseUrl is not { IsAbsoluteUri: true, Scheme: "http", IsLoopback: true })
            yield return "BaseUrl must be https, or http on loopback: the token travels in the path.";
        if (options.TimeLimit < TimeSpan.FromMilliseconds(100) || options.TimeLimit > TimeSpan.FromMinutes(5))
            yield return "TimeLimit must lie between 100 ms and 5 minutes.";
        if (options.MessagesPerSecond is < 1 or > 1000)
            yield return "MessagesPerSecond must lie between 1 and 1000.";
        if (options.PollTime < TimeSpan.Zero || options.PollTime > TimeSpan.FromSeconds(50))
            yield return "PollTime must lie between 0 and 50 seconds.";
    }

    [GeneratedRegex("^[0-9]{1,20}:[A-Za-z0-9_-]{3,100}$")]
    private static partial Regex TokenForm();

    [GeneratedRegex("^[A-Za-z0-9_]{5,32}$")]
    private static partial Regex NameForm();
}
