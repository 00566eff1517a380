namespace Kwala.Core.Wallets;

/// <summary>
/// Tells one position of a wallet from another within a workflow: the chain and the arguments that the workflow names,
/// by default the emitting contract. Written <c>eip155:1/0xcontract</c> or <c>eip155:1/arg:arg</c>.
/// </summary>
/// <param name="Value">
/// At most 200 bytes as <see cref="RecordSize.OfText"/> counts them; longer ones are replaced by their hash.
/// </param>
public readonly record struct SubjectKey(string Value) : IComparable<SubjectKey>
{
    /// <summary>Orders by ordinal comparison.</summary>
    public int CompareTo(SubjectKey other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The key itself.</summary>
    public override string ToString() => Value;
}
