using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Grains.Shards;

namespace Kwala.Grains.Chains;

/// <summary>
/// One thing that wallets must be told before a chain is read on: whom, what, and what is saved once all of them have
/// it. Those that failed are told again; none is skipped (decision 9).
/// </summary>
/// <param name="what">For people, such as <c>blocks 7 to 9</c>.</param>
/// <param name="wallets">Whom.</param>
/// <param name="tell">Tells some of <paramref name="wallets"/>. Telling twice changes nothing.</param>
/// <param name="finish">What follows; repeated from its beginning where it fails.</param>
internal sealed class HandOn(string what, ImmutableArray<Address> wallets, TellShard tell, Func<Task> finish)
{
    private ImmutableArray<int> _left = [.. Enumerable.Range(0, wallets.Length)];

    /// <summary>Null once everybody was told and what follows is done, else what stands in the way.</summary>
    public async Task<string?> Run(ShardCalls calls)
    {
        while (!_left.IsEmpty)
        {
            using var trace = StepTrace.HandOn(_left.Length);
            var untold = await calls.Each(wallets, _left, tell);
            _left = [.. untold.Select(it => it.Place)];
            if (untold.FirstOrDefault(it => it.Reason is not null) is { } first)
                return $"{what}: {untold.Length} of {wallets.Length} wallets could not take it, the first is "
                    + $"{wallets[first.Place]}: {first.Reason}";
        }

        await finish();
        return null;
    }
}
