using Kwala.Channels.Secrets;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Tiers;

/// <summary>Reports every mistake at once, without any part of the token.</summary>
internal sealed class TierSourceOptionsValidator : IValidateOptions<TierSourceOptions>
{
    public ValidateOptionsResult Validate(string? name, TierSourceOptions options)
    {
        var mistakes = Mistakes(options).Select(mistake => $"{TierSourceOptions.Section}: {mistake}").ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    /// <summary>The token; null for none, or for one that cannot be had, which is a problem.</summary>
    public static string? TokenOf(TierSourceOptions options, out string? problem)
    {
        problem = null;
        return string.IsNullOrWhiteSpace(options.Token) && string.IsNullOrWhiteSpace(options.TokenFile)
            ? null
            : SecretText.Read("Token", options.Token, options.TokenFile, out problem);
    }

    private static IEnumerable<string> Mistakes(TierSourceOptions options)
    {
        var token = TokenOf(options, out var problem);
        if (problem is not null)
            yield return problem;
        else if (token?.Any(letter => letter is <= ' ' or > '~') == true)
            yield return "Token must be printable ASCII without spaces.";
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.Fragment.Length > 0)
            yield return "Url is not an http or https URL, such as https://backend.example/tiers/{wallet}.";
        else if (!options.Url.Contains(TierSourceOptions.Placeholder, StringComparison.Ordinal)
            || url.Host.Contains(TierSourceOptions.Placeholder, StringComparison.Ordinal))
            yield return $"Url must have {TierSourceOptions.Placeholder} in its path or query, where the wallet's "
                + "address is to stand.";
        else if (url.UserInfo.Length > 0)
            yield return "Leave user and password out of Url: they would not be sent. Use Token.";
        else if (token is not null && url is { Scheme: "http", IsLoopback: false })
            yield return "Url must be https, or http on loopback: the token would be readable on the way.";
        if (options.TimeLimit < TimeSpan.FromMilliseconds(100) || options.TimeLimit > TimeSpan.FromMinutes(1))
            yield return "TimeLimit must lie between 100 ms and 1 minute.";
        if (options.AgeMax < TierFreshness.AgeMin || options.AgeMax > TimeSpan.FromDays(30))
            yield return "AgeMax must lie between 1 minute and 30 days.";
        if (options.StaleAfter < options.AgeMax || options.StaleAfter > TimeSpan.FromDays(365))
            yield return "StaleAfter must lie between AgeMax and 365 days.";
        if (options.AtOnce is < 1 or > 256)
            yield return "AtOnce must lie between 1 and 256.";
    }
}
