using System.Text.RegularExpressions;
using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;

namespace Kwala.Chain.Calls;

/// <summary>What a node means by not answering an eth_call. There is no standard but for code 3.</summary>
internal abstract partial record CallTrouble
{
    private const long ExecutionReverted = 3;

    private CallTrouble() { }

    /// <summary>The contract refused or its code failed: so it would at any node.</summary>
    public sealed record Reverted(string Reason) : CallTrouble;

    /// <summary>The node knows the block, and has thrown its state away or never had it.</summary>
    public sealed record NoState : CallTrouble;

    /// <summary>One answer is more than may be read.</summary>
    public sealed record TooLarge : CallTrouble;

    /// <summary>Anything else, such as a block that the node does not know (yet): another node may answer.</summary>
    public sealed record NotNow(string Reason) : CallTrouble;

    /// <summary>
    /// Reads the failure. The shapes are those of geth, Erigon, Nethermind, Besu, reth and anvil, and of the providers
    /// before them.
    /// </summary>
    public static CallTrouble Of(RpcFailure failure) => failure switch
    {
        RpcFailure.TooLarge => new TooLarge(),
        // First: the rest of such a message is the contract's, which may speak like a node.
        RpcFailure.Refused r when r.Code == ExecutionReverted || Failed().IsMatch(r.Message) =>
            new Reverted(RevertReason.Of(r.Message, r.Data)),
        RpcFailure.Refused r when RangeAdvice.IsThrottling(r.Message) => new NotNow(r.ToString()),
        RpcFailure.Refused r when Unknown().IsMatch(r.Message) => new NotNow(r.ToString()),
        RpcFailure.Refused r when Gone().IsMatch(r.Message) => new NoState(),
        _ => new NotNow(failure.ToString()),
    };

    [GeneratedRegex(
        @"header not found|header for hash not found|unknown block|block not found|block .{0,80}not found"
        + @"|could not find block|not currently canonical|hash .{0,80}not canonical",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Unknown();

    [GeneratedRegex(
        @"missing trie node|historical state|state .{0,100}(not available|unavailable|pruned|missing)"
        + @"|no state available|state unavailable|pruned|archive",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Gone();

    [GeneratedRegex(
        @"^(vm )?execution (reverted|error|failed|aborted)|^vm execution|^revert|^evm ?error|out of gas|invalid opcode"
        + @"|invalid jump|stack (under|over)flow|stack limit|opcode .{0,40}not defined|write protection",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Failed();
}
