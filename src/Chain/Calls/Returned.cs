using System.Collections.Immutable;
using Kwala.Chain.Abi;
using Kwala.Core.Abi;
using Kwala.Core.Reading;

namespace Kwala.Chain.Calls;

/// <summary>Makes values of what a contract returned.</summary>
internal static class Returned
{
    // What no reader of a value needs: a contract is anybody's, and may return as much as it has gas for.
    private const int SizeMax = 64 * 1024;
    private const int WordSize = 32;

    /// <summary>The values, or why these bytes are none of this function.</summary>
    public static CallOutcome Decode(ContractCall call, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return new CallOutcome.Undecodable(
                $"{call.Contract.ToChecksumString()} returned nothing: it is no contract at that block, or has no "
                + $"{call.Function.Signature}.");
        if (data.Length > SizeMax)
            return TooLarge(call);
        var reader = new AbiReader(data);
        var values = ImmutableArray.CreateBuilder<AbiValue>(call.Function.Outputs.Length);
        var slot = 0;
        foreach (var output in call.Function.Outputs)
        {
            if (reader.Argument(output.Type, slot) is not { } value)
                return new CallOutcome.Undecodable(
                    $"{call.Contract.ToChecksumString()} returned something else than {call.Function.Signature} is "
                    + $"declared to return. {reader.Fault}");
            values.Add(value);
            slot += output.Type.HeadWords * WordSize;
        }

        return new CallOutcome.Returned(values.MoveToImmutable());
    }

    /// <summary>More than is read.</summary>
    public static CallOutcome TooLarge(ContractCall call) => new CallOutcome.Undecodable(
        $"{call.Contract.ToChecksumString()} returned more than {SizeMax / 1024} KB.");
}
