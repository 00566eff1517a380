using System.Buffers.Binary;
using System.Collections.Immutable;
using Kwala.Core.Abi;
using Kwala.Core.Evm;

namespace Kwala.Core.Workflows;

/// <summary>
/// Where an event says what a proposal does: by type the first argument that is not indexed, as OpenZeppelin's and
/// Compound's governors have them. An index is null where there is none. Source: contracts/governance/IGovernor.sol of
/// OpenZeppelin Contracts 5.4, GovernorBravoInterfaces.sol of Compound.
/// </summary>
/// <param name="Targets">Whom it calls: <c>address[]</c>.</param>
/// <param name="Calldatas">With what: <c>bytes[]</c>.</param>
/// <param name="Signatures">
/// <c>string[]</c>: where one is not empty, the call's data does not begin with the function's selector, and this is
/// the function.
/// </param>
/// <param name="Description">In words: <c>string</c>.</param>
public sealed record ProposalParts(int? Targets, int? Calldatas, int? Signatures, int? Description)
{
    private const int SelectorSize = 4;
    private const int TitleMax = 80;

    // Nobody's function has a longer signature; a log may hold megabytes.
    private const int SignatureMax = 512;

    /// <summary>Those of an event.</summary>
    public static ProposalParts Of(AbiEvent declared)
    {
        ArgumentNullException.ThrowIfNull(declared);
        return new ProposalParts(First("address[]"), First("bytes[]"), First("string[]"), First("string"));

        int? First(string type)
        {
            for (var i = 0; i < declared.Inputs.Length; i++)
                if (!declared.Inputs[i].Indexed && declared.Inputs[i].Type.CanonicalName == type)
                    return i;
            return null;
        }
    }

    /// <summary>The functions that are called.</summary>
    internal ImmutableSortedSet<uint> SelectorsOf(ImmutableArray<AbiValue> arguments)
    {
        var selectors = ImmutableSortedSet.CreateBuilder<uint>();
        var signatures = Items(arguments, Signatures);
        var calls = Items(arguments, Calldatas);
        for (var i = 0; i < Math.Max(calls.Length, signatures.Length); i++)
            if (i < signatures.Length
                && signatures[i] is AbiValue.Text { Value: { Length: > 0 and <= SignatureMax } signature })
                selectors.Add(CallSelector.ValueOf(signature));
            else if (i < calls.Length && calls[i] is AbiValue.Blob { Bytes: { Length: >= SelectorSize } data })
                selectors.Add(BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan()));
        return selectors.ToImmutable();
    }

    /// <summary>The contracts that are called.</summary>
    internal ImmutableSortedSet<Address> TargetsOf(ImmutableArray<AbiValue> arguments) =>
        [.. Items(arguments, Targets).OfType<AbiValue.Account>().Select(it => it.Address)];

    /// <summary>The description; empty where there is none.</summary>
    internal string DescriptionOf(ImmutableArray<AbiValue> arguments) =>
        Description is { } at && at < arguments.Length && arguments[at] is AbiValue.Text text ? text.Value : "";

    /// <summary>
    /// The description's first line that says something, without Markdown's marks of a heading: at most 80 characters,
    /// none of which controls anything. Empty where there is none.
    /// </summary>
    public string TitleOf(ImmutableArray<AbiValue> arguments)
    {
        foreach (var line in DescriptionOf(arguments).AsSpan().EnumerateLines())
        {
            var words = line.Trim().TrimStart('#').TrimStart();
            if (words.IsEmpty)
                continue;
            var isCut = words.Length > TitleMax;
            var title = words[..(isCut ? TitleMax - 1 : words.Length)].ToArray();
            for (var i = 0; i < title.Length; i++)
                if (char.IsControl(title[i]) || char.IsSurrogate(title[i]))
                    title[i] = ' ';
            return isCut ? new string(title) + "…" : new string(title);
        }

        return "";
    }

    private static ImmutableArray<AbiValue> Items(ImmutableArray<AbiValue> arguments, int? at) =>
        at is { } index && index < arguments.Length && arguments[index] is AbiValue.List list ? list.Items : [];
}
