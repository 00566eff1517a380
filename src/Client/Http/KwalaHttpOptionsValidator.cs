using Microsoft.Extensions.Options;

namespace Kwala.Client.Http;

/// <summary>Tells every mistake at once. No message holds the key.</summary>
internal sealed class KwalaHttpOptionsValidator : IValidateOptions<KwalaHttpOptions>
{
    private const int RetriesMax = 10;

    private static readonly TimeSpan TimeLimitMax = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, KwalaHttpOptions options)
    {
        string?[] mistakes =
        [
            OfAddress(options.BaseAddress),
            OfKey(options),
            options.TimeLimit > TimeSpan.Zero && options.TimeLimit <= TimeLimitMax
                ? null
                : Mistake(nameof(options.TimeLimit), "must be more than zero and at most an hour, such as 00:00:40."),
            options.Retries is >= 0 and <= RetriesMax
                ? null
                : Mistake(nameof(options.Retries), $"must be 0 to {RetriesMax}."),
            options.PauseMax >= TimeSpan.Zero && options.PauseMax <= TimeLimitMax
                ? null
                : Mistake(nameof(options.PauseMax), "must be zero to an hour, such as 00:00:10."),
        ];
        return mistakes.OfType<string>().ToList() is { Count: > 0 } all
            ? ValidateOptionsResult.Fail(all)
            : ValidateOptionsResult.Success;
    }

    private static string? OfAddress(Uri? address) => address switch
    {
        null => Mistake(nameof(KwalaHttpOptions.BaseAddress), "is missing: give the HTTP API's https://host."),
        { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } => Mistake(
            nameof(KwalaHttpOptions.BaseAddress), "must begin with https:// or http://."),
        { UserInfo: not "" } or { Query: not "" } or { Fragment: not "" } => Mistake(
            nameof(KwalaHttpOptions.BaseAddress),
            "must be scheme, host, port and path alone: no user, no ? and no #. The key belongs into ApiKey."),
        _ => null,
    };

    private static string? OfKey(KwalaHttpOptions options) => ApiKey.Of(options) is ApiKeyReading.Unusable unusable
        ? Mistake(unusable.Setting, unusable.Problem)
        : null;

    private static string Mistake(string setting, string problem) =>
        $"{KwalaHttpOptions.Section}:{setting} {problem}";
}
