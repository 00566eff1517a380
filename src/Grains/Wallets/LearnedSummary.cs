using System.Collections.Immutable;
using Kwala.Core.Behaviour;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;

namespace Kwala.Grains.Wallets;

/// <summary>What a wallet has learned, in its owner's words. Pure.</summary>
internal static class LearnedSummary
{
    public static ImmutableArray<LearnedItem> Of(WalletState state, DateTimeOffset now, WalletPolicy policy) =>
    [
        .. BehaviourSummary.Of(state.Behaviour, now, policy.Behaviour).Select(it => Of(it, policy)),
        .. TierSuggestion.Of(state, now, policy).Select(
            it => new LearnedItem { Code = "tier", Text = it.Text, Kind = it.Kind }),
    ];

    private static LearnedItem Of(Learned learned, WalletPolicy policy)
    {
        (string Code, KindName? Kind, int? Size) about = learned switch
        {
            Learned.Ignored it => ("ignored", it.Kind, it.Bucket),
            Learned.Kept it => ("kept", it.Kind, it.Bucket),
            Learned.Fast it => ("fast", it.Kind, null),
            Learned.Slot => ("slot", null, null),
            Learned.Stage => ("stage", null, null),
            _ => ("nothing", null, null),
        };
        return new LearnedItem
        {
            Code = about.Code,
            Text = BehaviourWords.Of(learned, (kind, bucket) => SizeOf(kind, bucket, policy), policy.Behaviour),
            Kind = about.Kind,
            Size = about.Size,
        };
    }

    // Workflows that share a kind part it alike, or the first by name speaks for all.
    private static string SizeOf(KindName kind, int bucket, WalletPolicy policy) => LearnedSizes.NameOf(
        policy.Workflows.Values.FirstOrDefault(workflow => workflow.Kind == kind), bucket);
}
