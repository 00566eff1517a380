using Kwala.Core.Wallets.Attention;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Hosting;

/// <summary>Tells every mistake in <see cref="AttentionOptions"/> at once, with its remedy.</summary>
internal sealed class AttentionOptionsValidator : IValidateOptions<AttentionOptions>
{
    private const int BudgetMax = 1000;

    public ValidateOptionsResult Validate(string? name, AttentionOptions options)
    {
        List<string> mistakes = [];
        if (!OwnerTime.IsZone(options.Zone))
            mistakes.Add($"{AttentionOptions.Section}:Zone is no IANA time zone: write one such as Europe/Berlin.");
        Budget(options.PerDay, nameof(options.PerDay));
        Budget(options.PerWeek, nameof(options.PerWeek));
        if (!DigestSchedule.TryParse(options.Digest, out _))
            mistakes.Add($"{AttentionOptions.Section}:Digest must be such as \"daily 09:00\" or \"friday 18:30\".");
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);

        void Budget(int? value, string option)
        {
            if (value is < 0 or > BudgetMax)
                mistakes.Add($"{AttentionOptions.Section}:{option} is {value} and must lie between 0 and {BudgetMax}.");
        }
    }
}
