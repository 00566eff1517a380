using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kwala.Chain.Rpc;
using Kwala.TestKit;
using Microsoft.AspNetCore.Http;

namespace Kwala.Chain.Tests.Rpc;

public sealed class RpcEndpointTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task One_call_is_an_object_and_several_are_a_batch()
    {
        await using var node = await LoopbackNode.Start((context, body) => context.Response.WriteAsync(
            body.StartsWith('[')
                ? """[{"jsonrpc":"2.0","id":2,"result":"0x2"},{"jsonrpc":"2.0","id":1,"result":"0x1"}]"""
                : """{"jsonrpc":"2.0","id":1,"result":"0x7a69"}"""));
        var (alone, first, second) = (new ChainIdCall(), new ChainIdCall(), new ChainIdCall());
        Assert.Null(await node.Endpoint().Send([alone], None));
        Assert.Null(await node.Endpoint().Send([first, second], None));
        Assert.Equal((31337, 1, 2), (alone.Value, first.Value, second.Value));
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""", node.Received[0]);
        Assert.StartsWith("[{", node.Received[1], StringComparison.Ordinal);
    }

    /// <summary>A body, its status, and what is made of it for a batch of one call.</summary>
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"}""", 200, "")]
    [InlineData("""{"result":"0x1","jsonrpc":"2.0","id":1}""", 200, "")]
    [InlineData(""" [{"id":1,"result":"0x1"}] """, 200, "")]
    [InlineData("""{"id":1,"result":"0x1","error":null}""", 200, "")]
    [InlineData("""{"id":2,"result":"0x1"}""", 200, "an answer with the wrong ids")]
    [InlineData("""{"id":"1","result":"0x1"}""", 200, "an answer with the wrong ids")]
    [InlineData("""{"result":"0x1"}""", 200, "an answer with the wrong ids")]
    [InlineData("[]", 200, "an answer with the wrong ids")]
    [InlineData("{}", 200, "an answer with the wrong ids")]
    [InlineData("""{"id":1,"error":{"code":-32601,"message":"no\nmethod"}}""", 200, "error -32601: no method")]
    [InlineData("""{"id":1,"error":"odd"}""", 200, "error 0: ")]
    [InlineData("""{"id":null,"error":{"code":-32700,"message":"parse error"}}""", 200, "error -32700: parse error")]
    [InlineData("""{"id":1,"error":{"code":-32602,"message":"too many"}}""", 400, "error -32602: too many")]
    [InlineData("""{"id":1,"error":{"code":-32005,"message":"slow down"}}""", 429, "HTTP status 429")]
    [InlineData("""{"id":1,"result":{"not":"text"}}""", 200, "a malformed answer (the result of eth_chainId)")]
    [InlineData("""{"id":1,"result":"0xzz"}""", 200, "a malformed answer (the result of eth_chainId)")]
    [InlineData("""{"id":1,"result":"0xffffffffffffffffff"}""", 200, "a malformed answer (the result of eth_chainId)")]
    [InlineData("""{"id":1,"result":"0x1" """, 200, "a malformed answer (broken JSON)")]
    [InlineData("[1]", 200, "a malformed answer (an unexpected element)")]
    [InlineData(
        "<html>Log in</html>", 200, "HTML instead of JSON: the URL is probably a web page, or a proxy answered")]
    [InlineData("", 200, "a body that is not JSON")]
    [InlineData("upstream gone", 502, "HTTP status 502")]
    [InlineData("", 302, "HTTP status 302")]
    public async Task Body_is_an_answer_or_a_named_failure(string body, int status, string failure)
    {
        await using var node = await LoopbackNode.Start(body, status);
        var call = new ChainIdCall();
        var whole = await node.Endpoint().Send([call], None);
        Assert.Equal(failure, (whole ?? call.Failure)?.ToString() ?? "");
    }

    [Fact]
    public async Task One_refused_call_leaves_the_others_of_its_batch()
    {
        await using var node = await LoopbackNode.Start(
            """[{"id":1,"error":{"code":-1,"message":"no"}},{"id":2,"result":"0x5"}]""");
        var (refused, answered, missing) = (new ChainIdCall(), new ChainIdCall(), new ChainIdCall());
        Assert.Null(await node.Endpoint().Send([refused, answered, missing], None));
        Assert.IsType<RpcFailure.Refused>(refused.Failure);
        Assert.Equal((null, 5L), (answered.Failure, answered.Value));
        Assert.IsType<RpcFailure.IdMismatch>(missing.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_above_the_limit_is_refused_whether_announced_or_not(bool announced)
    {
        await using var node = await LoopbackNode.Start(async (context, _) =>
        {
            var bytes = Encoding.UTF8.GetBytes($$"""{"id":1,"result":"{{new string('0', 200_000)}}"}""");
            if (announced)
                context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        });
        var failure = await node.Endpoint(bodyBytesMax: 100_000).Send([new ChainIdCall()], None);
        Assert.IsType<RpcFailure.TooLarge>(failure);
    }

    [Fact]
    public async Task Answer_of_unknown_length_is_read_whole_however_long_within_the_limit()
    {
        await using var node = await LoopbackNode.Start(async (context, _) =>
        {
            await context.Response.WriteAsync("{\"id\":1,\"padding\":\"");
            for (var part = 0; part < 50; part++)
            {
                await context.Response.WriteAsync(new string('x', 10_000));
                await context.Response.Body.FlushAsync();
            }

            await context.Response.WriteAsync("\",\"result\":\"0x7\"}");
        });
        var call = new ChainIdCall();

        Assert.Null(await node.Endpoint().Send([call], None));
        Assert.Equal((null, 7L), (call.Failure, call.Value));
    }

    [Fact]
    public async Task Connection_that_ends_in_the_middle_of_an_answer_is_a_value()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Answer();
        using var http = new HttpClient();
        var node = new RpcEndpoint(
            http,
            new Uri($"http://{listener.LocalEndpoint}/"),
            new RpcLimits(TimeSpan.FromSeconds(30), 1 << 20, 0),
            TimeProvider.System,
            () => 1);

        var failure = await node.Send([new ChainIdCall()], None);
        await answering;

        Assert.Equal("the connection broke", Assert.IsType<RpcFailure.Unreachable>(failure).Kind);

        async Task Answer()
        {
            using var caller = await listener.AcceptTcpClientAsync();
            var stream = caller.GetStream();
            // All that was sent is read, so that the end is an orderly one.
            var request = new byte[4096];
            for (var read = 0; !Encoding.ASCII.GetString(request, 0, read).EndsWith("\"params\":[]}", StringComparison.Ordinal);)
                read += await stream.ReadAsync(request.AsMemory(read));
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":1,"u8.ToArray());
        }
    }

    // The limit counts what comes out: a few kilobytes can unfold into gigabytes.
    [Fact]
    public async Task Compressed_answer_is_measured_unfolded()
    {
        await using var node = await LoopbackNode.Start(async (context, _) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            for (var i = 0; i < 100; i++)
                await zip.WriteAsync(new byte[10_000]);
        });
        var failure = await node.Endpoint(bodyBytesMax: 100_000).Send([new ChainIdCall()], None);
        Assert.IsType<RpcFailure.TooLarge>(failure);
    }

    [Fact]
    public async Task Server_that_accepts_and_never_answers_times_out()
    {
        var accepted = new TaskCompletionSource();
        await using var node = await LoopbackNode.Start((context, _) =>
        {
            accepted.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var time = new FakeTime();
        var sending = node.Endpoint(time, retries: 3).Send([new ChainIdCall()], None);
        await accepted.Task;
        time.Advance(TimeSpan.FromSeconds(5));
        await ((Task)sending).OrFail("the request is still waited for");
        Assert.Equal("no answer within 5 s", (await sending)?.ToString());
        Assert.Single(node.Received);
    }

    [Fact]
    public async Task Transient_failure_is_tried_again_after_the_pause_that_the_node_asked_for()
    {
        var attempts = 0;
        await using var node = await LoopbackNode.Start((context, _) =>
        {
            if (++attempts > 2)
                return context.Response.WriteAsync("""{"id":1,"result":"0x9"}""");
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3";
            return Task.CompletedTask;
        });
        var (time, call) = (new FakeTime(), new ChainIdCall());
        var sending = node.Endpoint(time, retries: 2).Send([call], None);
        for (var i = 0; i < 2; i++)
        {
            await time.WhenArmed(TimeSpan.FromSeconds(3));
            time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Null(await sending);
        Assert.Equal((3, 9L), (attempts, call.Value));
    }

    /// <summary>What happens to the first attempt: a status, or 0 for a connection that breaks.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    public async Task What_may_have_passed_a_moment_later_is_tried_again(int first)
    {
        var attempts = 0;
        await using var node = await LoopbackNode.Start((context, _) =>
        {
            if (++attempts > 1)
                return context.Response.WriteAsync("""{"id":1,"result":"0x9"}""");
            if (first == 0)
                context.Abort();
            else
                context.Response.StatusCode = first;
            return Task.CompletedTask;
        });
        var (time, call) = (new FakeTime(), new ChainIdCall());

        var sending = node.Endpoint(time, retries: 1).Send([call], None);
        await Task.WhenAny(sending, time.WhenArmed(TimeSpan.FromMilliseconds(200)));
        time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Null(await sending);
        Assert.Equal((2, 9L), (attempts, call.Value));
    }

    [Fact]
    public async Task Node_that_stays_out_of_order_is_given_up_after_its_retries()
    {
        await using var node = await LoopbackNode.Start("", 503);
        var time = new FakeTime();
        var sending = node.Endpoint(time, retries: 2).Send([new ChainIdCall()], None);
        foreach (var pause in new[] { 200, 400 })
        {
            await time.WhenArmed(TimeSpan.FromMilliseconds(pause));
            time.Advance(TimeSpan.FromMilliseconds(pause));
        }

        await ((Task)sending).OrFail("the node is asked again and again");
        Assert.Equal(("HTTP status 503", 3), ((await sending)?.ToString(), node.Received.Count));
    }

    [Fact]
    public async Task Refused_connection_is_a_value_that_names_no_url()
    {
        var node = await LoopbackNode.Start("{}");
        var endpoint = node.Endpoint();
        await node.DisposeAsync();
        var failure = await endpoint.Send([new ChainIdCall()], None);
        Assert.Equal("unreachable (ConnectionError)", failure?.ToString());
    }

    [Fact]
    public async Task Caller_that_gives_up_is_not_told_a_failure()
    {
        using var stop = new CancellationTokenSource();
        await using var node = await LoopbackNode.Start((context, _) =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => node.Endpoint().Send([new ChainIdCall()], stop.Token));
    }

    [Theory]
    [InlineData(0, null, 1.0, 0.2)]
    [InlineData(0, null, 0.0, 0.0)]
    [InlineData(3, null, 1.0, 1.6)]
    [InlineData(3, null, 0.5, 0.8)]
    [InlineData(100, null, 1.0, 10.0)]
    [InlineData(0, 4, 1.0, 4.0)]
    [InlineData(0, 3600, 1.0, 10.0)]
    public void Pause_has_full_jitter_below_a_doubling_limit(int attempt, int? asked, double random, double seconds)
    {
        var failure = new RpcFailure.HttpStatus(429, asked is { } s ? TimeSpan.FromSeconds(s) : null);
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPause.Before(attempt, failure, random));
    }
}
