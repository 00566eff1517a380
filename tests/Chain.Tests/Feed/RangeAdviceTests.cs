using Kwala.Chain.Feed;
using Kwala.Chain.Rpc;

namespace Kwala.Chain.Tests.Feed;

public sealed class RangeAdviceTests
{
    // Messages as the providers word them; the number is how many blocks they take, -1 where they do not say.
    [Theory]
    [InlineData("query returned more than 10000 results", -1)]
    [InlineData(
        "query returned more than 10000 results. Try with this block range [0x18CBA60, 0x18CBA6E].", 15)]
    [InlineData(
        "Log response size exceeded. this block range should work: [0x0, 0x7cf]", 2000)]
    [InlineData("eth_getLogs is limited to a 10,000 range", 10_000)]
    [InlineData("eth_getLogs is limited to 1024 block range. Please check the parameter", 1024)]
    [InlineData("requested too many blocks from 0 to 16777215, maximum is set to 2048", 2048)]
    [InlineData("Max range: 800", 800)]
    [InlineData("Maximum allowed number of requested blocks is 100", 100)]
    [InlineData("block range is too wide", -1)]
    [InlineData("block range is too wide (maximum 1024)", 1024)]
    [InlineData("exceeds the range allowed for your plan (3000 > 500)", 500)]
    [InlineData("please limit the query to at most 1000 blocks", 1000)]
    [InlineData("exceed maximum block range: 50000", 50_000)]
    [InlineData("eth_getLogs range is too large, max is 10k blocks", 10_000)]
    [InlineData("query exceeds max block range 1000", 1000)]
    [InlineData("Block range limit exceeded. See more details at the docs", -1)]
    [InlineData("logs matched by query exceeds limit of 10000", -1)]
    [InlineData("query exceeds max results 20000", -1)]
    [InlineData("backend response too large", -1)]
    [InlineData("query timeout exceeded", -1)]
    [InlineData("request timed out", -1)]
    public void Refusal_of_too_much_is_understood(string message, long blocks)
    {
        var less = Assert.IsType<RangeAdvice.AskLess>(RangeAdvice.From(new RpcFailure.Refused(-32005, message)));
        Assert.Equal(blocks, less.BlocksMax ?? -1);
    }

    [Theory]
    [InlineData("daily request count exceeded, request rate limited")]
    [InlineData("Your app has exceeded its compute units per second capacity")]
    [InlineData("too many requests, please slow down")]
    [InlineData("header not found")]
    [InlineData("unknown block")]
    [InlineData("method not found")]
    public void Other_refusal_is_left_alone(string message) =>
        Assert.IsType<RangeAdvice.Unrelated>(RangeAdvice.From(new RpcFailure.Refused(-32005, message)));

    [Fact]
    public void Time_out_and_size_are_answered_by_asking_less_but_an_unreachable_node_is_not()
    {
        Assert.IsType<RangeAdvice.AskLess>(RangeAdvice.From(new RpcFailure.TimedOut(TimeSpan.FromSeconds(1))));
        Assert.IsType<RangeAdvice.AskLess>(RangeAdvice.From(new RpcFailure.TooLarge(1)));
        Assert.IsType<RangeAdvice.AskLess>(RangeAdvice.From(new RpcFailure.HttpStatus(413, null)));
        Assert.IsType<RangeAdvice.Unrelated>(RangeAdvice.From(new RpcFailure.HttpStatus(429, null)));
        Assert.IsType<RangeAdvice.Unrelated>(RangeAdvice.From(new RpcFailure.Unreachable("gone")));
    }

    [Fact]
    public void Range_grows_while_answers_are_small_and_aims_at_a_number_of_logs()
    {
        var size = RangeSize.Starting(64, 10_000);
        size = size.Answered(64, 0);
        Assert.Equal(256, size.Blocks);
        size = size.Answered(256, 256 * 100);
        Assert.Equal(81, size.Blocks);
        Assert.Equal(1, size.Answered(81, 10_000_000).Blocks);
        for (var i = 0; i < 20; i++)
            size = size.Answered(size.Blocks, 0);
        Assert.Equal(10_000, size.Blocks);
    }

    [Fact]
    public void Range_that_a_node_taught_is_tested_again_only_slowly()
    {
        Assert.True(RangeSize.Starting(1000, 10_000).TryCut(1000, null, out var half));
        Assert.Equal(500, half.Blocks);
        Assert.InRange(half.Answered(500, 0).Blocks, 501, 520);
        Assert.True(half.TryCut(500, 100, out var named));
        Assert.Equal(100, named.Blocks);
        Assert.False(named.TryCut(1, null, out _));
    }
}
