using System.Text.Json.Nodes;
using Kwala.EndToEnd.Tests.Fixture;
using Microsoft.AspNetCore.Http;

namespace Kwala.EndToEnd.Tests.BadInput;

/// <summary>A node that lies, is silent or answers nonsense: the status says so, and nothing is lost.</summary>
public sealed class LyingNodeTests
{
    private static readonly Dictionary<string, Action<LyingNode>> Lies = new()
    {
        ["a log outside the asked range"] = node => node.Answers = Logs(logs => logs[0]!["blockNumber"] = "0x3e8"),
        ["a block whose parent does not match"] = node => node.Answers = (method, answer) =>
        {
            if (method == "eth_getBlockByNumber" && answer["result"] is JsonObject block)
                block["parentHash"] = "0x" + new string('1', 64);
        },
        ["a number that goes backwards"] = node => node.Asks = request =>
        {
            if (request["params"] is JsonArray { Count: > 0 } asked && asked[0]!.ToJsonString() == "\"latest\"")
                asked[0] = "0x1";
        },
        ["no logs where the bloom has them"] = node => node.Answers = Logs(logs => logs.Clear()),
        ["HTML"] = node => node.Instead = async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html><body>Please solve this riddle.</body></html>");
        },
        ["status 500"] = node => node.Instead = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        },
        ["nothing at all"] = node => node.Instead = context =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
    };

    [SkippableTheory]
    [InlineData("a log outside the asked range", "outside what was asked")]
    [InlineData("a block whose parent does not match", "whose parent is not block")]
    [InlineData("a number that goes backwards", "is at block 1, we already read")]
    [InlineData("no logs where the bloom has them", "fewer than its bloom holds")]
    [InlineData("HTML", "HTML instead of JSON")]
    [InlineData("status 500", "HTTP status 500")]
    [InlineData("nothing at all", "no answer within 1 s")]
    public async Task Lie_stands_in_the_status_and_once_it_ends_everything_is_told_once(string lie, string status)
    {
        await using var world = await LendingWorld.Prepare(lying: true);
        world.Deployment.Settings["Kwala:Chains:0:RequestTimeout"] = "00:00:01";
        world.Deployment.Settings["Kwala:Chains:0:Retries"] = "0";
        var kwala = await world.StartKwala();
        var (market, gate) = (world.Market, world.Gate);
        await kwala.HasRead(await market.Report((People.Wallet(1), 2m)));

        Lies[lie](world.Liar);
        var block = await market.Report((People.Wallet(1), 1.2m), (People.Wallet(2), 1.2m));
        await Eventually.Holds(async () => (await kwala.Status()).Depths is [{ Waiting: { } waiting }]
            && waiting.Contains(status, StringComparison.Ordinal));
        Assert.Empty(gate.Passed);

        world.Liar.Repent();
        await kwala.HasRead(block);
        await gate.Has(2);
        Assert.Equal(
            [People.Wallet(1).ToString(), People.Wallet(2).ToString()], gate.Passed.Select(it => it.Wallet).Order());
        Assert.Null(Assert.Single((await kwala.Status()).Depths).Waiting);
    }

    [SkippableTheory]
    [InlineData("truncated data")]
    [InlineData("a topic too few")]
    public async Task Log_that_does_not_decode_is_counted_in_the_status_and_the_others_are_told(string flaw)
    {
        await using var world = await LendingWorld.Prepare(lying: true);
        world.Liar.Answers = Logs(logs =>
        {
            if (flaw == "truncated data")
                logs[0]!["data"] = "0x1234";
            else
                logs[0]!["topics"]!.AsArray().RemoveAt(1);
        });
        var kwala = await world.StartKwala();

        await kwala.HasRead(await world.Market.Report((People.Wallet(1), 1.2m), (People.Wallet(2), 1.2m)));
        await world.Gate.Has(1);

        Assert.Equal(People.Wallet(2).ToString(), Assert.Single(world.Gate.Passed).Wallet);
        Assert.Equal(1, (await kwala.Status()).Undecodable);
    }

    private static Action<string, JsonObject> Logs(Action<JsonArray> change) => (method, answer) =>
    {
        if (method == "eth_getLogs" && answer["result"] is JsonArray { Count: > 0 } logs)
            change(logs);
    };
}
