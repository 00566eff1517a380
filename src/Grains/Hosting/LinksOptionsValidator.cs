using Kwala.Core.Links;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Hosting;

/// <summary>Tells every mistake in <see cref="LinksOptions"/> at once, and reads its secrets.</summary>
internal sealed class LinksOptionsValidator : IValidateOptions<LinksOptions>
{
    public ValidateOptionsResult Validate(string? name, LinksOptions options)
    {
        List<string> mistakes = [];
        if (options.PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http")))
            mistakes.Add($"{LinksOptions.Section}:PublicUrl must start with https:// (or http:// on one machine).");
        if (options.ValidFor < TimeSpan.FromDays(1) || options.ValidFor > TimeSpan.FromDays(3650))
            mistakes.Add($"{LinksOptions.Section}:ValidFor must lie between 1 and 3650 days.");
        if (options.ConfirmationLifetime < TimeSpan.FromMinutes(1)
            || options.ConfirmationLifetime > TimeSpan.FromDays(30))
            mistakes.Add(
                $"{LinksOptions.Section}:ConfirmationLifetime must lie between 00:01:00 and 30.00:00:00.");
        for (var index = 0; index < options.Keys.Count; index++)
        {
            var key = options.Keys[index];
            if (key.Id is < 1 or > 255 || options.Keys.Count(other => other.Id == key.Id) > 1)
                mistakes.Add(
                    $"{LinksOptions.Section}:Keys:{index}:Id must lie between 1 and 255 and differ from the others.");
            if (Read(key, out var problem) is null)
                mistakes.Add($"{LinksOptions.Section}:Keys:{index}: {problem}");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    /// <summary>The secret's bytes, or null and what is wrong (which never repeats the secret).</summary>
    public static byte[]? Read(LinkKeyOptions key, out string problem)
    {
        problem = "set either Secret or SecretFile.";
        if (string.IsNullOrWhiteSpace(key.Secret) == string.IsNullOrWhiteSpace(key.SecretFile))
            return null;
        try
        {
            var bytes = Convert.FromBase64String((key.Secret ?? File.ReadAllText(key.SecretFile!)).Trim());
            problem = $"the secret has {bytes.Length} bytes; at least {LinkKeyRing.SecretSizeMin} are needed.";
            return bytes.Length >= LinkKeyRing.SecretSizeMin ? bytes : null;
        }
        catch (FormatException)
        {
            problem = "the secret must be base64; make one with: openssl rand -base64 32";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problem = $"SecretFile cannot be read: {unreadable.Message}";
        }

        return null;
    }
}
