using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Chain.Logs;
using Kwala.Chain.Rpc;
using Kwala.Chain.Tests.Feed;

namespace Kwala.Chain.Tests.Rpc;

public sealed class RpcBatchTests
{
    private static readonly FakeChain Chain = Mined();

    private static readonly JsonObject Log = Chain.Blocks[1].Logs[0].Json(Chain.Blocks[1], 0, withTime: true);

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes($$$"""
        [{"jsonrpc":"2.0","id":1,"result":{{{Chain.Blocks[1].Header().ToJsonString()}}} },
         {"jsonrpc":"2.0","result":[{{{Log.ToJsonString()}}}],"id":2},
         {"jsonrpc":"2.0","id":3,"error":{"code":-32000,"message":"caf\u00e9 \ud83c\udf75","data":{"x":[1,2]} } }]
        """);

    private readonly HeaderCall _header = HeaderCall.At(1);
    private readonly LogsCall _logs = new(new LogMatcher(Lending.Query), LogRange.Of(Chain.Blocks[1].Ref));
    private readonly ChainIdCall _id = new();

    [Fact]
    public void Answers_of_every_kind_reach_their_calls_in_any_order_of_members()
    {
        Assert.Null(RpcBatch.Read(Answer, [_header, _logs, _id]));
        Assert.Equal(Chain.Blocks[1].Ref, _header.Value?.Block);
        Assert.Equal(Chain.Blocks[1].Time, Assert.Single(_logs.Value.Logs).BlockTime);
        Assert.Equal("error -32000: café 🍵", _id.Failure?.ToString());
    }

    [Theory]
    [InlineData("address")]
    [InlineData("topics")]
    [InlineData("data")]
    [InlineData("blockNumber")]
    [InlineData("blockHash")]
    [InlineData("transactionHash")]
    [InlineData("logIndex")]
    public void Log_that_lacks_a_part_is_no_answer(string part)
    {
        var log = Log.DeepClone().AsObject();
        log.Remove(part);

        Assert.Equal("a malformed answer (the result of eth_getLogs)", FailureOf(log));
    }

    [Fact]
    public void Log_with_five_topics_is_no_answer()
    {
        var log = Log.DeepClone().AsObject();
        log["topics"] = new JsonArray([.. Enumerable.Repeat((string)Log["topics"]![0]!, 5)]);

        Assert.Equal("a malformed answer (the result of eth_getLogs)", FailureOf(log));
    }

    [Fact]
    public void Time_beyond_every_calendar_is_the_last_one_of_ours()
    {
        var header = Chain.Blocks[1].Header();
        header["timestamp"] = "0x7ffffffffffffff";
        var body = $$"""{"jsonrpc":"2.0","id":1,"result":{{header.ToJsonString()}}}""";

        Assert.Null(RpcBatch.Read(Encoding.UTF8.GetBytes(body), [_header]));

        Assert.Equal(9999, _header.Value?.Time.Year);
    }

    private string? FailureOf(JsonObject log) => (RpcBatch.Read(
        Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"result":[{{log.ToJsonString()}}]}"""), [_logs])
        ?? _logs.Failure)?.ToString();

    [Theory]
    [InlineData("{\"id\":1,\"error\":{\"code\":1,\"message\":\"\\ud800\"}}")]
    [InlineData("{\"id\":1,\"error\":{\"code\":1e400,\"message\":1}}")]
    [InlineData("{\"id\":99999999999999999999,\"result\":\"0x1\"}")]
    public void Odd_text_and_numbers_are_failures(string body) =>
        Assert.NotNull(RpcBatch.Read(Encoding.UTF8.GetBytes(body), [_id]) ?? _id.Failure);

    [Fact]
    public void Any_damage_to_an_answer_gives_values_or_failures() => Prop.ForAll(
        Gen.Choose(0, 2).Zip(Gen.Choose(0, Answer.Length - 1)).Zip(ArbMap.Default.GeneratorFor<byte>())
            .NonEmptyListOf()
            .ToArbitrary(),
        damages =>
        {
            var body = Answer.ToList();
            foreach (var ((kind, at), value) in damages.Take(8))
            {
                if (kind == 0 && at < body.Count)
                    body[at] = value;
                else if (kind == 1 && at < body.Count)
                    body.RemoveRange(at, Math.Min(body.Count - at, value));
                else
                    body.Insert(Math.Min(at, body.Count), "{}[]\",:0x"u8[value % 9]);
            }

            var whole = RpcBatch.Read(body.ToArray(), [_header, _logs, _id]);
            return whole?.ToString() != "" && _header.Failure?.ToString() != "" && _logs.Failure?.ToString() != "";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static FakeChain Mined()
    {
        var chain = new FakeChain();
        chain.Mine(1, n => [Lending.Log(1, n)]);
        return chain;
    }
}
