using Kwala.Core;
using Kwala.Core.Evm;
using Microsoft.Extensions.Options;

namespace Kwala.Chain.Portfolio;

/// <summary>Tells every mistake in <see cref="PortfolioOptions"/> at once, with its remedy.</summary>
internal sealed class PortfolioOptionsValidator(IEnumerable<IConfigureOptions<ChainsOptions>> chains)
    : IValidateOptions<PortfolioOptions>
{
    private const int AssetsMax = 64;
    private const int MarketsMax = 4;
    private const int DecimalsMax = 36;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PortfolioOptions options)
    {
        // As they are: mistakes among the chains are told by their own validator, once.
        var followed = new ChainsOptions();
        foreach (var configure in chains)
            configure.Configure(followed);
        List<string> mistakes =
        [
            .. Entries("Assets", "Token", [.. options.Assets.Select(it => (it.Chain, it.Token))], AssetsMax, followed),
            .. Entries("Markets", "Pool", [.. options.Markets.Select(it => (it.Chain, it.Pool))], MarketsMax, followed),
            .. options.Assets.Select((asset, i) => (asset, i)).Where(it => it.asset.Decimals is < 0 or > DecimalsMax)
                .Select(it => $"Assets:{it.i}:Decimals must be 0 to {DecimalsMax}."),
        ];
        if (options.AgeMax < TimeSpan.Zero || options.AgeMax > TimeSpan.FromDays(1))
            mistakes.Add("AgeMax must lie between 00:00:00 and 1.00:00:00.");
        return mistakes.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(mistakes.Select(it => $"{PortfolioOptions.Section}:{it}"));
    }

    private static IEnumerable<string> Entries(
        string list, string key, (string Chain, string Address)[] entries, int max, ChainsOptions followed)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            var (chain, address) = entries[i];
            if (!followed.Chains.Any(it => IsCalled(it, chain)))
                yield return $"{list}:{i}:Chain is no configured chain: "
                    + NearestWord.Advice(chain, [.. followed.Chains.Select(it => it.Name)]);
            if (Address.Parse(address) is AddressParse.Invalid invalid)
                yield return $"{list}:{i}:{key} is no address. {invalid.Problem}";
        }

        foreach (var chain in followed.Chains)
        {
            var own = entries.Where(it => IsCalled(chain, it.Chain)).ToList();
            if (own.Count > max)
                yield return $"{list} has {own.Count} entries of {chain.Name}: at most {max} of a chain.";
            foreach (var twice in own.GroupBy(it => it.Address, StringComparer.OrdinalIgnoreCase)
                .Where(it => it.Count() > 1 && it.Key.Length > 0))
                yield return $"{list} lists {twice.Key} of {chain.Name} twice. Leave one out.";
        }
    }

    private static bool IsCalled(ChainOptions chain, string name) =>
        string.Equals(chain.Name, name, StringComparison.OrdinalIgnoreCase) || chain.Id == name;
}
