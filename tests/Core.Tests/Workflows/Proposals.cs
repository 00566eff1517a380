using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Workflows;

/// <summary>The event of a governor's proposals, and what its logs say.</summary>
internal static class Proposals
{
    public static readonly AbiEvent Created = AbiEvent.Parse(
            "ProposalCreated(uint256 proposalId, address proposer, address[] targets, uint256[] values, "
            + "string[] signatures, bytes[] calldatas, uint256 voteStart, uint256 voteEnd, string description)")
        .Match(parsed => parsed, (_, problem) => throw new InvalidOperationException(problem));

    public static readonly ProposalParts Parts = ProposalParts.Of(Created);

    public static Address Contract(byte number) => Address.FromBytes([.. new byte[19], number]);

    /// <summary>The arguments of one call's proposal.</summary>
    public static ImmutableArray<AbiValue> Saying(
        string description = "", string calldata = "", string signature = "", byte target = 1, BigInteger? ends = null) =>
    [
        Number(7),
        new AbiValue.Account(Contract(99)),
        List(new AbiValue.Account(Contract(target))),
        List(Number(0)),
        List(new AbiValue.Text(signature)),
        List(new AbiValue.Blob([.. Convert.FromHexString(calldata)])),
        Number(0),
        Number(ends ?? 0),
        new AbiValue.Text(description),
    ];

    public static Category Category(
        string name, string[]? selectors = null, byte[]? targets = null, string[]? words = null) => new(
            new CategoryName(name),
            [.. (selectors ?? []).Select(CallSelector.OfSignature)],
            [.. (targets ?? []).Select(Contract)],
            [.. words ?? []]);

    private static AbiValue.Number Number(BigInteger value) => new(value);

    private static AbiValue.List List(params AbiValue[] items) => new([.. items]);
}
