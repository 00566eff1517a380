using Kwala.Ports.Chain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kwala.Grains.Hosting;

/// <summary>Tells every mistake in <see cref="GrainsOptions"/> at once, with its remedy.</summary>
internal sealed class GrainsOptionsValidator(IServiceProvider services) : IValidateOptions<GrainsOptions>
{
    public ValidateOptionsResult Validate(string? name, GrainsOptions options)
    {
        List<string> mistakes = [];
        Within(options.Shards, 1, 256, nameof(options.Shards));
        Within(options.WalletsAtOnce, 1, 4096, nameof(options.WalletsAtOnce));
        Within(options.MovedAtOnce, 1, 100_000, nameof(options.MovedAtOnce));
        Within(options.SendsAtOnce, 1, 4096, nameof(options.SendsAtOnce));
        Within(options.AttemptsMax, 1, 100, nameof(options.AttemptsMax));
        Within(
            options.AttemptsMaxCritical, Math.Max(1, options.AttemptsMax), 1000, nameof(options.AttemptsMaxCritical));
        if (options.DueInterval < TimeSpan.FromMilliseconds(100) || options.DueInterval > TimeSpan.FromMinutes(1))
            mistakes.Add($"{GrainsOptions.Section}:DueInterval must lie between 00:00:00.1 and 00:01:00.");
        if (options.RetryFirst <= TimeSpan.Zero || options.RetryFirst > options.RetryLongest)
            mistakes.Add($"{GrainsOptions.Section}:RetryFirst must be more than 0 and at most RetryLongest.");
        if (options.RetryLongest > TimeSpan.FromDays(1))
            mistakes.Add($"{GrainsOptions.Section}:RetryLongest must be at most one day.");
        foreach (var (chain, block) in options.FromBlock)
        {
            if (block < 0)
                mistakes.Add($"{GrainsOptions.Section}:FromBlock:{chain} must be 0 or more.");
            if (!IsConfigured(chain))
                mistakes.Add(
                    $"{GrainsOptions.Section}:FromBlock names the chain \"{chain}\", which is not configured.");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);

        void Within(int value, int least, int most, string option)
        {
            if (value < least || value > most)
                mistakes.Add($"{GrainsOptions.Section}:{option} is {value} and must lie between {least} and {most}.");
        }
    }

    private bool IsConfigured(string chain)
    {
        try
        {
            return services.GetService<IChainFeeds>()?.Resolve(chain) is not null;
        }
        catch (OptionsValidationException)
        {
            // The chains' own mistakes are told by their own validator.
            return true;
        }
    }
}
