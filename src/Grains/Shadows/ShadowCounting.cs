using System.Collections.Immutable;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Stored;
using Kwala.Ports.Storage;

namespace Kwala.Grains.Shadows;

/// <summary>Adds up where a candidate in shadow parted from the live version, from the rows of all wallets.</summary>
internal static class ShadowCounting
{
    private const int PageMax = 500, CountMax = 10_000, SamplesMax = 20;

    /// <summary>The report; empty where nothing differs, or the candidate never ran in shadow.</summary>
    public static async Task<ShadowReport> Report(this IHistory history, WorkflowId workflow, Bytes32 candidate)
    {
        var query = new HistoryQuery(HistoryTopic.ShadowDifference, Kind: workflow.Value, Limit: PageMax);
        var found = new List<(Address Wallet, string Kind, TierName Tier)>();
        var samples = ImmutableArray.CreateBuilder<ShadowSample>();
        var read = 0;
        string? next;
        do
        {
            var page = await history.Read(query, CancellationToken.None);
            foreach (var row in page.Rows)
            {
                if (!row.Key.StartsWith(ShadowMap.KeysOf(candidate), StringComparison.Ordinal))
                    continue;
                var sample = ShadowMap.ToSample(row);
                found.Add((row.Wallet, row.Outcome, sample.Live.Tier));
                if (samples.Count < SamplesMax)
                    samples.Add(sample);
            }

            read += page.Rows.Length;
            next = page.Next;
            query = query with { Cursor = next };
        }
        while (next is not null && read < CountMax);
        return new ShadowReport
        {
            Candidate = candidate,
            All = Counts(found),
            Tiers =
            [
                .. found.GroupBy(it => it.Tier).OrderBy(group => group.Key)
                    .Select(group => new ShadowTier { Tier = group.Key, Counts = Counts(group) }),
            ],
            Samples = samples.ToImmutable(),
            AndMore = next is not null,
        };
    }

    private static ShadowCounts Counts(IEnumerable<(Address Wallet, string Kind, TierName Tier)> found)
    {
        var byKind = found.ToLookup(it => it.Kind, it => it.Wallet);
        return new ShadowCounts
        {
            Gained = byKind["gained"].Count(),
            Lost = byKind["lost"].Count(),
            Otherwise = byKind["otherwise"].Count(),
            WalletsGaining = byKind["gained"].Distinct().Count(),
            WalletsLosing = byKind["lost"].Distinct().Count(),
        };
    }
}
