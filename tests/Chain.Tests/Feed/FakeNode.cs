using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kwala.Chain.Logs;
using Kwala.Core.Evm;

namespace Kwala.Chain.Tests.Feed;

/// <summary>
/// A node with a chain in memory that answers JSON-RPC like the real ones and lies, falls silent or speaks HTML when
/// told to. Two nodes may share one chain.
/// </summary>
internal sealed class FakeNode(FakeChain chain, string name = "node") : HttpMessageHandler
{
    /// <summary>A key in the URL that must never be seen anywhere.</summary>
    public const string Key = "s3cr3t-k3y-in-path";

    /// <summary>The endpoint's URL.</summary>
    public Uri Url => new($"https://{name}.example/v2/{Key}");

    /// <summary>Every request, as "method params".</summary>
    public List<string> Asked { get; } = [];

    /// <summary>How many HTTP requests there were.</summary>
    public int Requests { get; private set; }

    /// <summary>What eth_call gives for its params; without it the method is not known.</summary>
    public Func<JsonArray, string>? Call { get; set; }

    /// <summary>The newest block that this node knows; null for all.</summary>
    public long? LagsAt { get; set; }

    /// <summary>Changes a result: method, params, honest result.</summary>
    public Func<string, JsonArray, JsonNode?, JsonNode?>? Twist { get; set; }

    /// <summary>Refuses a call: method, params; code and message, or null.</summary>
    public Func<string, JsonArray, (long Code, string Message)?>? Refuse { get; set; }

    /// <summary>Answers a whole request in its own way, or null.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>>? Intercept { get; set; }

    /// <summary>What eth_chainId says.</summary>
    public long ChainNumber { get; set; } = 31337;

    private FakeBlock Head => chain.Blocks[(int)Math.Min(LagsAt ?? long.MaxValue, chain.Blocks.Count - 1)];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        Requests++;
        if (Intercept is not null && await Intercept(request, token) is { } own)
            return own;
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(token))!;
        var answer = body is JsonArray batch
            ? new JsonArray([.. batch.Select(call => (JsonNode)Answer(call!.AsObject()))])
            : (JsonNode)Answer(body.AsObject());
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json"),
        };
    }

    private JsonObject Answer(JsonObject call)
    {
        var (method, parameters) = ((string)call["method"]!, call["params"]!.AsArray());
        Asked.Add($"{method} {parameters.ToJsonString()}");
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = (int)call["id"]! };
        if (Refuse?.Invoke(method, parameters) is { } refusal)
        {
            answer["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message };
            return answer;
        }

        JsonNode? result = method switch
        {
            "eth_chainId" => Quantity(ChainNumber),
            "eth_getBlockByNumber" => At((string)parameters[0]!)?.Header(),
            "eth_getBlockByHash" => chain.ByHash((string)parameters[0]!)?.Header(),
            "eth_getLogs" => Logs(parameters[0]!.AsObject()),
            "eth_getTransactionReceipt" => chain.Receipt((string)parameters[0]!),
            "eth_call" when Call is not null => Call(parameters),
            _ => throw new ArgumentException(method),
        };
        answer["result"] = Twist is null ? result : Twist(method, parameters, result);
        return answer;
    }

    private FakeBlock? At(string tag) => tag switch
    {
        "latest" => Head,
        "finalized" => chain.Finalized is { } final ? chain.Blocks[(int)Math.Min(final, Head.Number)] : null,
        _ => Number(tag) <= Head.Number ? chain.Blocks[(int)Number(tag)] : null,
    };

    private JsonArray Logs(JsonObject filter)
    {
        var blocks = filter["blockHash"] is { } hash
            ? [chain.ByHash((string)hash!) ?? throw new ArgumentException("unknown block")]
            : chain.Blocks.Where(b => b.Number >= Number((string)filter["fromBlock"]!)
                && b.Number <= Number((string)filter["toBlock"]!));
        var contracts = filter["address"]?.AsArray().Select(a => (string)a!).ToHashSet();
        var topics = filter["topics"]?[0]!.AsArray().Select(t => (string)t!).ToHashSet();
        return new JsonArray([.. blocks.SelectMany(b => b.Logs.Select((log, i) => (Block: b, Log: log, Index: i)))
            .Where(l => contracts?.Contains(l.Log.Contract.ToString()) != false
                && topics?.Contains(l.Log.Topics[0].ToString()) != false)
            .Select(l => (JsonNode)l.Log.Json(l.Block, l.Index, chain.LogsCarryTime))]);
    }

    internal static string Quantity(long value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    internal static long Number(string quantity) =>
        long.Parse(quantity.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>A chain that can be mined and reorganised. Block n of another salt has another hash.</summary>
internal sealed class FakeChain
{
    public List<FakeBlock> Blocks { get; } = [];

    /// <summary>The finalized block's number; null where the node knows none.</summary>
    public long? Finalized { get; set; }

    /// <summary>Whether logs have "blockTimestamp".</summary>
    public bool LogsCarryTime { get; set; } = true;

    public FakeChain() => Mine(1);

    /// <summary>Adds blocks; each gets the logs that <paramref name="logs"/> gives for its number.</summary>
    public void Mine(int count, Func<long, FakeLog[]>? logs = null, string salt = "")
    {
        for (var i = 0; i < count; i++)
        {
            var parent = Blocks.Count == 0 ? default : Blocks[^1].Hash;
            Blocks.Add(new FakeBlock(Blocks.Count, parent, salt, logs?.Invoke(Blocks.Count) ?? []));
        }
    }

    /// <summary>Takes blocks from the end and mines others in their place.</summary>
    public void Reorganise(int depth, int count, string salt = "other", Func<long, FakeLog[]>? logs = null)
    {
        Blocks.RemoveRange(Blocks.Count - depth, depth);
        Mine(count, logs, salt);
    }

    public FakeBlock? ByHash(string hash) => Blocks.Find(b => b.Hash.ToString() == hash);

    public JsonObject? Receipt(string transaction)
    {
        var block = Blocks.Find(b => b.Logs.Any(l => l.Transaction.ToString() == transaction));
        return block is null ? null : new JsonObject
        {
            ["status"] = "0x1",
            ["logs"] = new JsonArray([.. block.Logs
                .Select((log, i) => (log, i))
                .Where(l => l.log.Transaction.ToString() == transaction)
                .Select(l => (JsonNode)l.log.Json(block, l.i, LogsCarryTime))]),
        };
    }
}

internal sealed class FakeBlock
{
    private readonly LogsBloom _bloom = new();

    public FakeBlock(long number, Bytes32 parent, string salt, FakeLog[] logs)
    {
        (Number, Parent, Logs) = (number, parent, logs);
        Hash = Keccak256.Hash(Encoding.UTF8.GetBytes($"{parent} {number} {salt}"));
        foreach (var log in logs)
        {
            _bloom.Add(BloomKey.Of(log.Contract));
            foreach (var topic in log.Topics)
                _bloom.Add(BloomKey.Of(topic));
        }
    }

    public long Number { get; }

    public Bytes32 Hash { get; }

    public Bytes32 Parent { get; }

    public FakeLog[] Logs { get; }

    public BlockRef Ref => new(Number, Hash);

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + (12 * Number));

    public JsonObject Header() => new()
    {
        ["number"] = FakeNode.Quantity(Number),
        ["hash"] = Hash.ToString(),
        ["parentHash"] = Parent.ToString(),
        ["timestamp"] = FakeNode.Quantity(Time.ToUnixTimeSeconds()),
        ["logsBloom"] = Hex.Encode(_bloom.Bytes),
        ["transactions"] = new JsonArray(),
    };
}

internal sealed record FakeLog(Address Contract, Bytes32[] Topics, byte[] Data)
{
    public Bytes32 Transaction { get; } = Keccak256.Hash(
        [.. Data, .. Topics.SelectMany(t => Convert.FromHexString(t.ToString()[2..]))]);

    public JsonObject Json(FakeBlock block, int index, bool withTime)
    {
        var json = new JsonObject
        {
            ["address"] = Contract.ToString(),
            ["topics"] = new JsonArray([.. Topics.Select(t => (JsonNode)t.ToString())]),
            ["data"] = Hex.Encode(Data),
            ["blockNumber"] = FakeNode.Quantity(block.Number),
            ["blockHash"] = block.Hash.ToString(),
            ["transactionHash"] = Transaction.ToString(),
            ["transactionIndex"] = "0x0",
            ["logIndex"] = FakeNode.Quantity(index),
            ["removed"] = false,
        };
        if (withTime)
            json["blockTimestamp"] = FakeNode.Quantity(block.Time.ToUnixTimeSeconds());
        return json;
    }
}
