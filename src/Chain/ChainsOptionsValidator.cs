using System.Globalization;
using Kwala.Chain.Prices;
using Kwala.Core.Evm;
using Microsoft.Extensions.Options;

namespace Kwala.Chain;

/// <summary>
/// Reports every mistake in the chains' configuration at once, by its key; never with any part of a URL.
/// </summary>
internal sealed class ChainsOptionsValidator : IValidateOptions<ChainsOptions>
{
    private const string Evm = "eip155:";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ChainsOptions options)
    {
        List<string> problems =
        [
            .. options.Chains.SelectMany((chain, i) => ProblemsOf(chain)
                .Select(it => $"{chain.Place ?? $"{ChainsOptions.Section}:{i}"}:{it}")),
            .. Twice(options, c => c.Name, "The name"),
            .. Twice(options, c => c.Id, "The id"),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(ChainOptions chain) =>
        [.. ProblemsOfName(chain), .. ProblemsOfRpc(chain), .. ProblemsOfLimits(chain), .. ProblemsOfPrices(chain)];

    private static IEnumerable<string> ProblemsOfName(ChainOptions chain)
    {
        if (string.IsNullOrWhiteSpace(chain.Name))
            yield return "Name is missing; it is what workflows write in \"chain:\".";
        // A colon parts the keys of the configuration, and a name with one could be another chain's id.
        else if (chain.Name.Any(it => it == ':' || char.IsWhiteSpace(it) || char.IsControl(it)))
            yield return "Name holds a colon or a space. Use letters, digits and -, such as mainnet.";
        if (ChainId.Parse(chain.Id) is ChainIdParse.Invalid invalid)
            yield return $"Id is no chain's id: {invalid.Problem}";
        else if (!chain.Id.StartsWith(Evm, StringComparison.Ordinal))
            yield return $"Id is no EVM chain's, and only those can be followed. Write it as {Evm}1.";
        else if (!IsNumber(chain.Id[Evm.Length..]))
            yield return $"Id must end in the chain's number, from 1 and without a leading 0, such as {Evm}1.";
    }

    private static bool IsNumber(string text) =>
        text[0] != '0' && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<string> ProblemsOfRpc(ChainOptions chain)
    {
        if (chain.Rpc.Count == 0)
            yield return "Rpc is empty; give at least one http(s) URL of a node.";
        var before = new List<Uri>();
        for (var i = 0; i < chain.Rpc.Count; i++)
        {
            if (!Uri.TryCreate(chain.Rpc[i], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                yield return $"Rpc:{i} is not an http(s) URL. Write it as https://node.example/key.";
                continue;
            }

            // Without this a node would refuse every call, and nobody could tell why.
            if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
                yield return $"Rpc:{i} has a user name or password before its host, or a part after #, and neither "
                    + "would be sent. Use a URL with its key in the path or the query.";
            if (before.IndexOf(url) is >= 0 and var same)
                yield return $"Rpc:{i} is the same URL as Rpc:{same}. Remove one: there is nothing to change over to.";
            before.Add(url);
        }
    }

    private static IEnumerable<string> ProblemsOfLimits(ChainOptions chain) => new[]
    {
        Outside(nameof(chain.RequestTimeout), chain.RequestTimeout,
            TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), "0.1 s to 5 min, such as 00:00:10"),
        Outside(nameof(chain.PollInterval), chain.PollInterval,
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), "1 ms to 5 min, such as 00:00:01"),
        Outside(nameof(chain.Retries), chain.Retries, 0, 10, "0 to 10"),
        Outside(nameof(chain.AnswerBytesMax), chain.AnswerBytesMax,
            64 * 1024, 512 * 1024 * 1024, "65536 (64 KiB) to 536870912 (512 MiB)"),
        Outside(nameof(chain.RangeBlocksMax), chain.RangeBlocksMax, 1, 1_000_000, "1 to 1000000"),
        Outside(nameof(chain.FollowBlocksMax), chain.FollowBlocksMax, 1, 256, "1 to 256"),
        Outside(nameof(chain.LiveBlocks), chain.LiveBlocks, 1, 100_000, "1 to 100000"),
    }.OfType<string>();

    private static IEnumerable<string> ProblemsOfPrices(ChainOptions chain)
    {
        for (var i = 0; i < chain.Prices.Count; i++)
        {
            foreach (var problem in PriceFeed.ProblemsOf(chain.Prices[i]))
                yield return $"Prices:{i}:{problem}";
            var asset = chain.Prices[i].Asset;
            if (chain.Prices.Take(i).Any(it => string.Equals(it.Asset, asset, StringComparison.OrdinalIgnoreCase)))
                yield return $"Prices:{i}:Asset has a feed already. Leave one out.";
        }
    }

    private static string? Outside<T>(string option, T value, T least, T most, string allowed)
        where T : IComparable<T>, IFormattable =>
        value.CompareTo(least) < 0 || value.CompareTo(most) > 0
            ? $"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}. Use {allowed}."
            : null;

    private static IEnumerable<string> Twice(ChainsOptions options, Func<ChainOptions, string> key, string what) =>
        options.Chains.GroupBy(key, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1 && !string.IsNullOrWhiteSpace(g.Key))
            .Select(g => $"{what} {g.Key} is given to {g.Count()} chains. Give each its own.");
}
