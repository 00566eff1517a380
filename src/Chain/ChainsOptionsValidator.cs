using Kwala.Core.Evm;
using Microsoft.Extensions.Options;

namespace Kwala.Chain;

/// <summary>Reports every mistake in the chains' configuration at once, never with a URL's path or query.</summary>
internal sealed class ChainsOptionsValidator : IValidateOptions<ChainsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ChainsOptions options)
    {
        List<string> problems =
        [
            .. options.Chains.SelectMany((chain, i) => ProblemsOf(chain).Select(p => $"{Label(chain, i)}: {p}")),
            .. Twice(options, c => c.Name, "The name"),
            .. Twice(options, c => c.Id, "The id"),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(ChainOptions chain)
    {
        if (string.IsNullOrWhiteSpace(chain.Name))
            yield return "Name is missing; it is what workflows write in \"chain:\".";
        if (ChainId.Parse(chain.Id) is ChainIdParse.Invalid invalid)
            yield return $"Id: {invalid.Problem}";
        else if (!chain.Id.StartsWith("eip155:", StringComparison.Ordinal))
            yield return "Id: only EVM chains (eip155:...) can be followed.";
        if (chain.Rpc.Count == 0)
            yield return "Rpc is empty; give at least one http(s) URL of a node.";
        for (var i = 0; i < chain.Rpc.Count; i++)
        {
            if (!Uri.TryCreate(chain.Rpc[i], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                yield return $"Rpc:{i} is not an http(s) URL.";
        }

        if (chain.RequestTimeout < TimeSpan.FromMilliseconds(100) || chain.RequestTimeout > TimeSpan.FromMinutes(5))
            yield return "RequestTimeout must be from 0.1 s to 5 min.";
        if (chain.PollInterval < TimeSpan.FromMilliseconds(1) || chain.PollInterval > TimeSpan.FromMinutes(5))
            yield return "PollInterval must be from 1 ms to 5 min.";
        if (chain.Retries is < 0 or > 10)
            yield return "Retries must be from 0 to 10.";
        if (chain.AnswerBytesMax is < 64 * 1024 or > 512 * 1024 * 1024)
            yield return "AnswerBytesMax must be from 64 KiB to 512 MiB.";
        if (chain.RangeBlocksMax is < 1 or > 1_000_000)
            yield return "RangeBlocksMax must be from 1 to 1,000,000.";
        if (chain.FollowBlocksMax is < 1 or > 256)
            yield return "FollowBlocksMax must be from 1 to 256.";
        if (chain.LiveBlocks is < 1 or > 100_000)
            yield return "LiveBlocks must be from 1 to 100,000.";
    }

    private static IEnumerable<string> Twice(ChainsOptions options, Func<ChainOptions, string> key, string what) =>
        options.Chains.GroupBy(key, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1 && !string.IsNullOrWhiteSpace(g.Key))
            .Select(g => $"{what} {g.Key} is given to {g.Count()} chains.");

    private static string Label(ChainOptions chain, int index) =>
        string.IsNullOrWhiteSpace(chain.Name) ? $"Chain {index}" : $"Chain {chain.Name}";
}
