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
        var secrets = WebhookSecret.Texts(options, out var problem);
        if (problem is not null)
            yield return problem;
        for (var i = 0; i < secrets.Count; i++)
            if (WebhookSecret.Parse(secrets[i]) is null)
                yield return $"Secret {i + 1} is not whsec_ and the base64 of 24 to 64 bytes: make one with "
                    + "echo whsec_$(openssl rand -base64 32).";
        if (options.Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
            yield return "Url is not an http or https URL.";
        if (options.TimeLimit < TimeSpan.FromMilliseconds(100) || options.TimeLimit > TimeSpan.FromMinutes(1))
            yield return "TimeLimit must lie between 100 ms and 1 minute.";
    }
}
