using System.Collections.Immutable;
using System.Numerics;
using Kwala.Core.Abi;
using Kwala.Core.Evm;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Calls;

/// <summary>What contracts said at one block, by the call that asked. Each is asked once.</summary>
internal sealed class CallBook(IContractReader reader, BlockRef block)
{
    private readonly Dictionary<ContractCall, CallOutcome> _outcomes = [];

    /// <summary>
    /// Asks those that were not asked before; null once all are answered, else the answer of whoever asked for a
    /// <typeparamref name="T"/>.
    /// </summary>
    public async Task<ChainAnswer<T>?> Ask<T>(IEnumerable<ContractCall> calls, CancellationToken cancellationToken)
    {
        var open = calls.Where(call => !_outcomes.ContainsKey(call)).Distinct().ToImmutableArray();
        if (open.IsEmpty)
            return null;
        var answer = await reader.Read([.. open.Select(call => new BlockCall(block, call))], cancellationToken);
        return answer.Match<ChainAnswer<T>?>(
            outcomes =>
            {
                for (var i = 0; i < open.Length; i++)
                    _outcomes[open[i]] = outcomes[i];
                return null;
            },
            (reason, after) => new ChainAnswer<T>.NotYet(reason, after),
            reason => new ChainAnswer<T>.Refused(reason));
    }

    /// <summary>What the call returned; null where it failed or was not made.</summary>
    public ImmutableArray<AbiValue>? Values(ContractCall? call) =>
        call is not null && _outcomes.GetValueOrDefault(call) is CallOutcome.Returned returned ? returned.Values : null;

    /// <summary>The one number that the call returned; null where it failed or was not made.</summary>
    public BigInteger? Number(ContractCall? call) => (Values(call)?[0] as AbiValue.Number)?.Value;

    /// <summary>The address that the call returned; null where it failed or was not made.</summary>
    public Address? Account(ContractCall? call) => (Values(call)?[0] as AbiValue.Account)?.Address;

    /// <summary>Why the call failed, the end of a sentence; null where it did not.</summary>
    public string? Problem(ContractCall call) => _outcomes.GetValueOrDefault(call)?.Match<string?>(
        _ => null,
        why => $"it refuses, {why}.",
        problem => problem,
        () => "no node has kept the state of that block.");
}
