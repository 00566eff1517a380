using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Wallets;

namespace Kwala.Core.Reading;

/// <summary>What a workflow has read for one log and wallet.</summary>
/// <param name="Values">One per field of its plan; null where the read failed.</param>
/// <param name="Problems">Why reads failed.</param>
public sealed record ReadResults(ImmutableArray<AbiValue?> Values, ImmutableArray<Reason> Problems)
{
    // Neither a number nor a truth: nothing computes with it.
    private static readonly AbiValue Missing = new AbiValue.List([]);

    /// <summary>The event's arguments with the values behind them, as expressions know them by index.</summary>
    /// <param name="arguments">The arguments; none for a log of another event, which has not got them.</param>
    /// <param name="count">How many the event has.</param>
    public ImmutableArray<AbiValue> Behind(ImmutableArray<AbiValue> arguments, int count) =>
    [
        .. arguments, .. Enumerable.Repeat(Missing, count - arguments.Length),
        .. Values.Select(value => value ?? Missing),
    ];

    /// <summary>Whether a value is missing that stands behind so many arguments at one of these indices.</summary>
    public bool LacksAny(ImmutableArray<int> indices, int arguments)
    {
        foreach (var index in indices)
            if (index >= arguments && Values[index - arguments] is null)
                return true;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(ReadResults? other) =>
        other is not null && Values.SequenceEqual(other.Values) && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Length;
}
