using System.Collections.Immutable;
using Kwala.Core.Wallets;
using Kwala.Core.Wallets.Subscriptions;

namespace Kwala.Core.Segments;

/// <summary>
/// Which segments a wallet belongs to, as the subscriber index has it: an entry for each, changed with the save of what
/// changed it. What time alone changes counts with the wallet's next save.
/// </summary>
public static class Membership
{
    /// <summary>The entry of whoever belongs to a segment under this version of its condition.</summary>
    public static string Entry(SegmentName segment, string version) => $",segment,{segment},{version}";

    /// <summary>All entries of a wallet, in order: never more than the deployment has segments.</summary>
    public static ImmutableSortedSet<string> Of(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Segments.Of(state, now, policy)
            .Select(segment => Entry(segment, policy.Segments.Versions[segment]))
            .ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>Has the index told where the wallet does not belong as the index says.</summary>
    internal static void Keep(Turn turn)
    {
        var known = turn.State.Subscriber;
        if (turn.Policy.Segments.ByName.IsEmpty && known.Segments == 0)
            return;
        var entries = Of(turn.State, turn.Now, turn.Policy);
        var mark = SubscriberEntries.MarkOf(entries);
        if (mark == known.Segments)
            return;
        turn.State = turn.State with { Subscriber = known with { Segments = mark } };
        turn.Add(new WalletEffect.Belongs(entries));
    }
}
