using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Kwala.Core.Evm;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kwala.Demo.Chain;

/// <summary>
/// The simulated chain's JSON-RPC over HTTP: the calls that following a chain needs, single and batched, as the
/// Ethereum execution API specifies them.
/// </summary>
internal static class JsonRpcDoor
{
    public const long ChainNumber = 31_337_000;

    public static void MapJsonRpc(this WebApplication app, DemoChain chain) => app.MapPost("/rpc", async context =>
    {
        var request = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        JsonNode? answer = request is JsonArray batch
            ? new JsonArray([.. batch.Select(call => Answer(call!, chain))])
            : Answer(request!, chain);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer!.ToJsonString(), context.RequestAborted);
    });

    private static JsonObject Answer(JsonNode call, DemoChain chain)
    {
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]?.DeepClone() };
        var parameters = call["params"] as JsonArray ?? [];
        switch ((string?)call["method"])
        {
            case "eth_chainId": answer["result"] = Hex(ChainNumber); break;
            case "eth_blockNumber": answer["result"] = Hex(chain.Head.Ref.Number); break;
            case "eth_getBlockByNumber": answer["result"] = Block(ByTag(chain, (string?)parameters[0])); break;
            case "eth_getBlockByHash": answer["result"] = Block(ByHash(chain, (string?)parameters[0])); break;
            case "eth_getLogs": answer["result"] = Logs(chain, parameters[0]!.AsObject()); break;
            case "eth_getTransactionReceipt":
                answer["result"] = Receipt(chain, (string?)parameters[0]);
                break;
            case "eth_call": Call(answer, chain, parameters); break;
            default:
                answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = "the method does not exist" };
                break;
        }

        return answer;
    }

    // The block by number, tag or hash (EIP-1898).
    private static void Call(JsonObject answer, DemoChain chain, JsonArray parameters)
    {
        var asked = parameters[1] is JsonObject named
            ? ByHash(chain, (string?)named["blockHash"])
            : ByTag(chain, (string?)parameters[1]);
        if (asked is null)
        {
            answer["error"] = new JsonObject { ["code"] = -32001, ["message"] = "header not found" };
            return;
        }

        var input = Convert.FromHexString(((string)parameters[0]!["data"]!).AsSpan(2));
        answer["result"] = Address.TryParse((string)parameters[0]!["to"]!, out var to)
            ? Core.Evm.Hex.Encode(DemoContracts.Call(to, input, asked))
            : "0x";
    }

    private static DemoBlock? ByTag(DemoChain chain, string? tag) => tag switch
    {
        "latest" or "pending" or "safe" => chain.Head,
        "finalized" => chain.Blocks[(int)Math.Max(0, chain.Head.Ref.Number - 12)],
        "earliest" => chain.Blocks[0],
        not null when Number(tag) is var number && number < chain.Blocks.Count => chain.Blocks[(int)number],
        _ => null,
    };

    private static DemoBlock? ByHash(DemoChain chain, string? hash) =>
        Bytes32.TryParse(hash, out var parsed) ? chain.Find(parsed) : null;

    private static JsonObject? Block(DemoBlock? block) => block is null ? null : new JsonObject
    {
        ["number"] = Hex(block.Ref.Number),
        ["hash"] = block.Ref.Hash.ToString(),
        ["parentHash"] = block.Parent.ToString(),
        ["timestamp"] = Hex(block.Time.ToUnixTimeSeconds()),
        ["logsBloom"] = block.LogsBloom(),
        ["transactions"] = new JsonArray([.. block.Logs.Select(log => (JsonNode)log.Transaction.ToString())]),
    };

    private static JsonArray Logs(DemoChain chain, JsonObject filter)
    {
        var blocks = filter["blockHash"] is { } hash
            ? ByHash(chain, (string?)hash) is { } one ? [one] : ImmutableList<DemoBlock>.Empty
            : Range(chain, filter);
        var addresses = Texts(filter["address"]);
        var topics = filter["topics"] is JsonArray { Count: > 0 } all ? Texts(all[0]) : [];
        return new JsonArray(
        [
            .. from block in blocks
               from log in block.Logs
               where addresses.Count == 0 || addresses.Contains(log.Contract.ToString())
               where topics.Count == 0 || topics.Contains(log.Topics[0].ToString())
               select Log(log),
        ]);
    }

    private static ImmutableList<DemoBlock> Range(DemoChain chain, JsonObject filter)
    {
        var from = ByTag(chain, (string?)filter["fromBlock"] ?? "latest");
        var to = ByTag(chain, (string?)filter["toBlock"] ?? "latest") ?? chain.Head;
        return from is null || from.Ref.Number > to.Ref.Number
            ? []
            : chain.Blocks.GetRange((int)from.Ref.Number, (int)(to.Ref.Number - from.Ref.Number + 1));
    }

    private static JsonObject? Receipt(DemoChain chain, string? transaction)
    {
        var block = chain.Blocks.FindLast(block => block.Logs.Any(log => log.Transaction.ToString() == transaction));
        return block is null ? null : new JsonObject
        {
            ["transactionHash"] = transaction,
            ["blockHash"] = block.Ref.Hash.ToString(),
            ["blockNumber"] = Hex(block.Ref.Number),
            ["status"] = "0x1",
            ["logs"] = new JsonArray(
                [.. block.Logs.Where(log => log.Transaction.ToString() == transaction).Select(Log)]),
        };
    }

    private static JsonNode Log(DemoLog log) => new JsonObject
    {
        ["address"] = log.Contract.ToString(),
        ["topics"] = new JsonArray([.. log.Topics.Select(topic => (JsonNode)topic.ToString())]),
        ["data"] = log.Data,
        ["blockNumber"] = Hex(log.Block.Number),
        ["blockHash"] = log.Block.Hash.ToString(),
        ["blockTimestamp"] = Hex(log.BlockTime.ToUnixTimeSeconds()),
        ["transactionHash"] = log.Transaction.ToString(),
        ["transactionIndex"] = Hex(log.Index),
        ["logIndex"] = Hex(log.Index),
        ["removed"] = false,
    };

    private static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray many => [.. many.Where(item => item is not null).Select(item => Lower((string)item!))],
        JsonValue one => [Lower((string)one!)],
        _ => [],
    };

    private static string Lower(string text) => text.ToLowerInvariant();

    private static string Hex(long number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    private static long Number(string hex) =>
        long.TryParse(hex.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? number
            : long.MaxValue;
}
