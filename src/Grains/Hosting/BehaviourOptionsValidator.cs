using Microsoft.Extensions.Options;

namespace Kwala.Grains.Hosting;

/// <summary>Tells every mistake in <see cref="BehaviourOptions"/> at once, with its remedy.</summary>
internal sealed class BehaviourOptionsValidator : IValidateOptions<BehaviourOptions>
{
    public ValidateOptionsResult Validate(string? name, BehaviourOptions options)
    {
        List<string> mistakes = [];
        if (!Enum.IsDefined(options.Mode))
            mistakes.Add($"{BehaviourOptions.Section}:Mode must be Off, Suggest or Act.");
        if (options.ResponseWindow < TimeSpan.FromMinutes(10) || options.ResponseWindow > TimeSpan.FromDays(30))
            mistakes.Add($"{BehaviourOptions.Section}:ResponseWindow must lie between 00:10:00 and 30.00:00:00.");
        if (options.ExploreOneIn is < 2 or > 1000)
            mistakes.Add($"{BehaviourOptions.Section}:ExploreOneIn must lie between 2 and 1000.");
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
