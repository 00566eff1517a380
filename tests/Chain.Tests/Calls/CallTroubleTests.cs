using Kwala.Chain.Calls;
using Kwala.Chain.Rpc;

namespace Kwala.Chain.Tests.Calls;

public sealed class CallTroubleTests
{
    [Theory]
    [InlineData(3, "execution reverted: ERC20: no", nameof(CallTrouble.Reverted))]
    [InlineData(3, "execution reverted", nameof(CallTrouble.Reverted))]
    [InlineData(-32015, "VM execution error.", nameof(CallTrouble.Reverted))]
    [InlineData(-32000, "Execution reverted", nameof(CallTrouble.Reverted))]
    [InlineData(-32000, "out of gas", nameof(CallTrouble.Reverted))]
    [InlineData(-32000, "invalid opcode: INVALID", nameof(CallTrouble.Reverted))]
    [InlineData(-32000, "execution aborted (timeout = 5s)", nameof(CallTrouble.Reverted))]
    [InlineData(-32000, "missing trie node 5f (path ) state 0x5f is not available", nameof(CallTrouble.NoState))]
    [InlineData(-32000, "historical state 5f is not available", nameof(CallTrouble.NoState))]
    [InlineData(-32000, "required historical state unavailable (reexec=0)", nameof(CallTrouble.NoState))]
    [InlineData(-32002, "No state available for block 17 (0x5f)", nameof(CallTrouble.NoState))]
    [InlineData(-32000, "World state unavailable", nameof(CallTrouble.NoState))]
    [InlineData(4444, "pruned history unavailable", nameof(CallTrouble.NoState))]
    [InlineData(-32000, "project ID does not have access to archive state", nameof(CallTrouble.NoState))]
    [InlineData(-32000, "header not found", nameof(CallTrouble.NotNow))]
    [InlineData(-32000, "header for hash not found", nameof(CallTrouble.NotNow))]
    [InlineData(-32001, "block not found: hash 0x5f", nameof(CallTrouble.NotNow))]
    [InlineData(-32000, "hash 0x5f is not currently canonical", nameof(CallTrouble.NotNow))]
    [InlineData(-32602, "invalid params", nameof(CallTrouble.NotNow))]
    [InlineData(-32603, "Internal error", nameof(CallTrouble.NotNow))]
    [InlineData(-32005, "rate limit exceeded for archive requests", nameof(CallTrouble.NotNow))]
    public void A_nodes_words_say_what_to_do_next(long code, string message, string trouble) =>
        Assert.Equal(trouble, CallTrouble.Of(new RpcFailure.Refused(code, message)).GetType().Name);

    [Theory]
    [InlineData("header not found")]
    [InlineData("missing trie node")]
    [InlineData("too many requests")]
    public void A_contract_that_speaks_like_a_node_holds_nobody_up(string words)
    {
        var reverted = Assert.IsType<CallTrouble.Reverted>(
            CallTrouble.Of(new RpcFailure.Refused(-32000, $"execution reverted: {words}")));
        Assert.Contains(words, reverted.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_cannot_be_reached_has_not_said_anything()
    {
        Assert.IsType<CallTrouble.NotNow>(CallTrouble.Of(new RpcFailure.TimedOut(TimeSpan.FromSeconds(1))));
        Assert.IsType<CallTrouble.NotNow>(CallTrouble.Of(new RpcFailure.IdMismatch()));
        Assert.IsType<CallTrouble.NotNow>(CallTrouble.Of(new RpcFailure.HttpStatus(429, null)));
        Assert.IsType<CallTrouble.TooLarge>(CallTrouble.Of(new RpcFailure.TooLarge(1)));
    }
}
