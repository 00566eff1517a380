using System.Collections.Immutable;
using System.Text;
using Kwala.Core.Evm;
using Kwala.Core.Expressions;
using Kwala.Core.Wallets;

namespace Kwala.Core.Segments;

/// <summary>The name of a segment: 1 to 64 characters of a-z, 0-9 and hyphen.</summary>
/// <param name="Value">The name.</param>
public readonly record struct SegmentName(string Value) : IComparable<SegmentName>
{
    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(SegmentName other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

/// <summary>
/// The segments of a deployment: conditions over what a wallet knows of itself. Whether a wallet belongs to one is
/// asked in the wallet's own turn, so that the answer is never older than the question; <see cref="Membership"/> keeps
/// what it was when the wallet was last saved, for whoever asks about all wallets.
/// </summary>
/// <param name="ByName">The conditions.</param>
public sealed record SegmentRules(ImmutableSortedDictionary<SegmentName, TruthExpression> ByName)
{
    /// <summary>No segments.</summary>
    public static SegmentRules None { get; } = new(ImmutableSortedDictionary<SegmentName, TruthExpression>.Empty);

    /// <summary>
    /// Of each segment the version, 16 hex digits of its condition's hash: who belonged under another condition does
    /// not count.
    /// </summary>
    public ImmutableSortedDictionary<SegmentName, string> Versions { get; } = ByName.ToImmutableSortedDictionary(
        it => it.Key, it => Keccak256.Hash(Encoding.UTF8.GetBytes(it.Value.Text)).ToString()[2..18]);

    /// <summary>Reads a condition over <see cref="WalletFacts"/>.</summary>
    public static ExpressionParse<TruthExpression> Parse(string condition) =>
        ExpressionParser.ParseTruth(condition, WalletFacts.Declared);

    /// <summary>Whether a wallet belongs to a segment; false for one that there is not.</summary>
    public bool Has(SegmentName segment, WalletState state, DateTimeOffset now, WalletPolicy policy) =>
        ByName.TryGetValue(segment, out var condition) && condition.Evaluate(WalletFacts.Of(state, now, policy));

    /// <summary>All segments that a wallet belongs to, by name.</summary>
    public ImmutableArray<SegmentName> Of(WalletState state, DateTimeOffset now, WalletPolicy policy)
    {
        if (ByName.IsEmpty)
            return [];
        var facts = WalletFacts.Of(state, now, policy);
        return [.. ByName.Where(it => it.Value.Evaluate(facts)).Select(it => it.Key)];
    }
}
