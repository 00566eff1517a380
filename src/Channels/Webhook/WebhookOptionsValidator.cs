using Kwala.Core.Delivery;
using Microsoft.Extensions.Options;

namespace Kwala.Channels.Webhook;

/// <summary>Reports every mistake at once, without any part of a secret.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var mistakes = Mistakes(options).Select(mistake => $"{WebhookOptions.Section}: {mistake}").ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(WebhookOptions options)
    {
        var secrets = WebhookSecrets.Of(options);
        foreach (var problem in secrets.Problems)
            yield return problem;
        if (options.Url is null && options.OwnerKeys.Count == 0 && options.OwnerKeysFile is null)
            yield return "Url and OwnerKeys are missing: set Url for an endpoint of your own, OwnerKeys for owners'.";
        if (options.Url is not null && options.Secrets.Count == 0 && options.SecretsFile is null)
            yield return "Secrets or SecretsFile is missing: requests to Url are signed with them. Set one, best from "
                + "the environment or a secret file.";
        if (options.Url is null && (options.Secrets.Count > 0 || options.SecretsFile is not null))
            yield return "Secrets sign requests to Url alone: set Url, or leave them out.";
        for (var i = 0; i < secrets.Protocol.Count; i++)
            if (WebhookSecret.Parse(secrets.Protocol[i]) is null)
                yield return $"Secret {i + 1} is not whsec_ and the base64 of 24 to 64 bytes: make one with "
                    + "echo whsec_$(openssl rand -base64 32).";
        for (var i = 0; i < secrets.Owners.Count; i++)
            if (WebhookSecrets.Key(secrets.Owners[i]) is null)
                yield return $"Owner key {i + 1} is not the base64 of at least {WebhookKeyRing.KeySizeMin} bytes: make "
                    + "one with openssl rand -base64 32.";
        if (secrets.Owners.Count > WebhookSecrets.OwnerKeysMax)
            yield return $"OwnerKeys are at most {WebhookSecrets.OwnerKeysMax}: the new one and the old one.";
        if (options.Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
            yield return "Url is not an http or https URL.";
        if (options.TimeLimit < TimeSpan.FromMilliseconds(100) || options.TimeLimit > TimeSpan.FromMinutes(1))
            yield return "TimeLimit must lie between 100 ms and 1 minute.";
    }
}
