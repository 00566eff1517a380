using System.Collections.Immutable;
using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;
using Kwala.Core.Reading;
using Kwala.Ports.Chain;

namespace Kwala.Chain.Calls;

/// <summary>
/// One reading from one node: the calls of a block in one <see cref="Multicall3"/> where it is there, all blocks in one
/// request. A call that fails within it is made once more by itself, since another may have used up the gas of all.
/// </summary>
internal sealed class CallReading(RpcEndpoint node, CallMemory memory, ImmutableArray<BlockCall> calls)
{
    // What providers take in one request; a node that takes less is asked for less.
    private const int BatchMax = 50;

    private readonly CallOutcome?[] _outcomes = new CallOutcome?[calls.Length];
    private readonly List<int> _alone = [];
    private int _batch = BatchMax;

    /// <summary>What is known of each call; null where this node has no answer to it.</summary>
    public IReadOnlyList<CallOutcome?> Outcomes => _outcomes;

    /// <summary>Why this node has no answer to the rest; null where that is for want of old state alone.</summary>
    public async Task<string?> Ask(IReadOnlyList<int> open, CancellationToken cancellationToken)
    {
        if (await AskTogether(open, cancellationToken) is { } trouble)
            return trouble;
        var alone = _alone.ConvertAll(at => new EthCall(
            calls[at].Call.Contract,
            Core.Abi.AbiWriter.Call(calls[at].Call.Function, calls[at].Call.Arguments),
            calls[at].Block.Hash));
        if (await Send(alone, cancellationToken) is { } failure)
            return failure;
        for (var i = 0; i < alone.Count; i++)
        {
            var (at, call) = (_alone[i], calls[_alone[i]].Call);
            if (alone[i].Failure is null)
                _outcomes[at] = Returned.Decode(call, alone[i].Value);
            else if (CallTrouble.Of(alone[i].Failure!) is var told && told is CallTrouble.NotNow notNow)
                return notNow.Reason;
            else
                _outcomes[at] = told switch
                {
                    CallTrouble.Reverted reverted => new CallOutcome.Reverted(reverted.Reason),
                    CallTrouble.TooLarge => Returned.TooLarge(call),
                    _ => null,
                };
        }

        return null;
    }

    private async Task<string?> AskTogether(IReadOnlyList<int> open, CancellationToken cancellationToken)
    {
        var groups = new List<int[]>();
        foreach (var block in open.GroupBy(at => calls[at].Block))
        {
            if (memory.MayAggregate(block.Key.Number) && block.Skip(1).Any())
                groups.AddRange(block.Chunk(Multicall3.CallsMax));
            else
                _alone.AddRange(block);
        }

        var asked = groups.ConvertAll(group => new EthCall(
            Multicall3.Contract, Multicall3.Input(group.Select(at => calls[at].Call)), calls[group[0]].Block.Hash));
        if (await Send(asked, cancellationToken) is { } failure)
            return failure;
        for (var i = 0; i < asked.Count; i++)
            if (Take(asked[i], groups[i]) is { } trouble)
                return trouble;
        return null;
    }

    private string? Take(EthCall asked, int[] group)
    {
        var block = calls[group[0]].Block.Number;
        if (asked.Failure is { } failure)
        {
            switch (CallTrouble.Of(failure))
            {
                case CallTrouble.NotNow notNow:
                    return notNow.Reason;
                case CallTrouble.NoState:
                    return null;
                default:
                    _alone.AddRange(group);
                    return null;
            }
        }

        if (Multicall3.Results(asked.Value, group.Length) is not { } results)
        {
            memory.Absent(block);
            _alone.AddRange(group);
            return null;
        }

        memory.Present(block);
        for (var i = 0; i < group.Length; i++)
        {
            if (results[i] is { } returned)
                _outcomes[group[i]] = Returned.Decode(calls[group[i]].Call, returned.AsSpan());
            else
                _alone.Add(group[i]);
        }

        return null;
    }

    // Each call has a value or its own failure afterwards, unless there is one of all.
    private async Task<string?> Send(List<EthCall> asked, CancellationToken cancellationToken)
    {
        for (var at = 0; at < asked.Count;)
        {
            var some = asked.GetRange(at, Math.Min(_batch, asked.Count - at));
            var failure = await node.Send(some, cancellationToken);
            if (failure is not null && some.Count > 1 && IsTooMuch(failure))
            {
                _batch = (some.Count + 1) / 2;
                continue;
            }

            if (failure is RpcFailure.TooLarge && some is [var only])
                only.Fail(failure);
            else if (failure is not null)
                return failure.ToString();
            at += some.Count;
        }

        return null;
    }

    private static bool IsTooMuch(RpcFailure failure) => failure switch
    {
        RpcFailure.Refused refused => !RangeAdvice.IsThrottling(refused.Message),
        RpcFailure.TooLarge or RpcFailure.TimedOut or RpcFailure.HttpStatus { Code: 400 or 413 } => true,
        _ => false,
    };
}
