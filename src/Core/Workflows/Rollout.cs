using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kwala.Core.Evm;

namespace Kwala.Core.Workflows;

/// <summary>
/// A candidate: a version of a workflow that decides for a share of the wallets; all others stay with the live one.
/// In shadow it decides for those too, and nobody is told.
/// </summary>
/// <param name="Candidate">The version.</param>
/// <param name="Percent">Which share of all wallets, 0 to 100.</param>
/// <param name="Shadow">Whether it runs in shadow for the wallets that the live version decides for.</param>
public sealed record Rollout(Workflow Candidate, int Percent, bool Shadow = false)
{
    /// <summary>The largest share.</summary>
    public const int PercentMax = 100;

    /// <summary>
    /// Whether the candidate decides for a wallet. The same wallets for every version of a workflow, others for another
    /// workflow; a larger share has the wallets of every smaller one.
    /// </summary>
    public bool Includes(Address wallet) => IsWithin(Candidate.Id, wallet, Percent);

    /// <summary>Whether a wallet belongs to a share of the wallets.</summary>
    /// <param name="workflow">Of which workflow.</param>
    /// <param name="wallet">The wallet.</param>
    /// <param name="percent">The share, 0 to 100.</param>
    public static bool IsWithin(WorkflowId workflow, Address wallet, int percent)
    {
        if (percent is <= 0 or >= PercentMax)
            return percent > 0;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{workflow.Value} {wallet}"), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest) % PercentMax < (ulong)percent;
    }

    /// <summary>
    /// The keys in which a candidate differs from the live version, though both have to read the same from the chain: a
    /// value is made once from a log, and each wallet holds it against the version that decides for it. Empty where it
    /// may be rolled out.
    /// </summary>
    public static ImmutableArray<string> Obstacles(Workflow live, Workflow candidate)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(candidate);
        (string Key, bool IsSame)[] compared =
        [
            ("trigger.chain", live.Trigger.Chain == candidate.Trigger.Chain),
            ("trigger.contract", live.Trigger.Contracts.SequenceEqual(candidate.Trigger.Contracts)),
            ("trigger.event", live.Trigger.Event.Equals(candidate.Trigger.Event)),
            ("trigger.confirmations", live.Trigger.Confirmations == candidate.Trigger.Confirmations),
            ("wallet", live.Wallets.SequenceEqual(candidate.Wallets)),
            ("subject", live.Subject.SequenceEqual(candidate.Subject)),
            ("when", live.When?.Text == candidate.When?.Text),
            ("recheck", live.Rechecks.SequenceEqual(candidate.Rechecks) && live.Drift == candidate.Drift),
            ("read", live.Reads.Equals(candidate.Reads)),
            ("value", live.Value.Text == candidate.Value.Text),
            ("infinite-when", live.InfiniteWhen?.Text == candidate.InfiniteWhen?.Text),
            ("acts-on", SameActs(live.ActsOn, candidate.ActsOn)),
            ("ended-by", live.EndedBy.SequenceEqual(candidate.EndedBy)),
            ("alert", !live.IsForSubscribers || WorkflowChange.KeepsTicks(live, candidate)),
        ];
        return [.. compared.Where(it => !it.IsSame).Select(it => it.Key)];
    }

    private static bool SameActs(ImmutableArray<OwnerAct> live, ImmutableArray<OwnerAct> candidate) =>
        live.Length == candidate.Length && live.Zip(candidate).All(it =>
            it.First.Event.Equals(it.Second.Event)
            && it.First.Contracts.SequenceEqual(it.Second.Contracts)
            && it.First.Wallets.SequenceEqual(it.Second.Wallets)
            && it.First.Subject.SequenceEqual(it.Second.Subject));
}
