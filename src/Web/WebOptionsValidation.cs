using Kwala.Web.Keys;
using Microsoft.Extensions.Options;

namespace Kwala.Web;

/// <summary>Every mistake of the section at once, so that one start shows them all.</summary>
internal sealed class WebOptionsValidation : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var mistakes = ApiKeyReading.Read(options.Keys).Mistakes.ToBuilder();
        if (options.RequestsPerSecondPerKey < 1)
            mistakes.Add("Kwala:Web:RequestsPerSecondPerKey must be at least 1.");
        if (options.RequestsPerMinutePerAddress < 1)
            mistakes.Add("Kwala:Web:RequestsPerMinutePerAddress must be at least 1.");
        if (options.RequestTimeout <= TimeSpan.Zero)
            mistakes.Add("Kwala:Web:RequestTimeout must be more than nothing, such as 00:00:30.");
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
