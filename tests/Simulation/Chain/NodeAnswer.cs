using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kwala.Simulation.Chain;

/// <summary>JSON-RPC over a simulated chain, as the Ethereum execution API specifies it.</summary>
internal static class NodeAnswer
{
    public const long ChainNumber = 31_337;

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The body.</param>
    /// <param name="view">How the endpoint sees the chain.</param>
    /// <param name="served">Called with each block whose logs were given, and whether all of those asked for.</param>
    public static string To(ReadOnlyMemory<byte> request, NodeView view, Action<SimulatedBlock, bool> served)
    {
        using var body = JsonDocument.Parse(request);
        var text = new StringBuilder(4096);
        if (body.RootElement.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in body.RootElement.EnumerateArray())
            {
                text.Append(text.Length == 0 ? '[' : ',');
                One(text, call, view, served);
            }

            text.Append(']');
        }
        else
        {
            One(text, body.RootElement, view, served);
        }

        return view.Lying?.Whole(text.ToString()) ?? text.ToString();
    }

    private static void One(
        StringBuilder text, JsonElement call, NodeView view, Action<SimulatedBlock, bool> served)
    {
        var parameters = call.GetProperty("params");
        text.Append("{\"jsonrpc\":\"2.0\",\"id\":").Append(call.GetProperty("id").GetRawText());
        switch (call.GetProperty("method").GetString())
        {
            case "eth_chainId":
                text.Append(",\"result\":\"").Append(SimulatedBlock.Hex(ChainNumber)).Append('"');
                break;
            case "eth_getBlockByNumber":
                text.Append(",\"result\":").Append(At(parameters[0].GetString()!, view) ?? "null");
                break;
            case "eth_getBlockByHash":
                text.Append(",\"result\":").Append(view.Find(parameters[0].GetString()!)?.Header ?? "null");
                break;
            case "eth_getLogs":
                Logs(text, parameters[0], view, served);
                break;
            default:
                text.Append(",\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}");
                break;
        }

        text.Append('}');
    }

    private static string? At(string tag, NodeView view)
    {
        var block = tag switch
        {
            "latest" => view.Blocks[view.Head],
            "finalized" => view.Blocks[Math.Max(0, view.Head - 64)],
            _ => Number(tag) <= view.Head ? view.Blocks[(int)Number(tag)] : null,
        };
        return block is null || view.Lying is not { } lying
            ? block?.Header
            : lying.Header(block, byNumber: tag.StartsWith("0x", StringComparison.Ordinal));
    }

    private static void Logs(
        StringBuilder text, JsonElement filter, NodeView view, Action<SimulatedBlock, bool> served)
    {
        IEnumerable<SimulatedBlock> blocks;
        var hides = view.Hides;
        if (filter.TryGetProperty("blockHash", out var hash))
        {
            if (view.Find(hash.GetString()!) is not { } one)
            {
                text.Append(",\"error\":{\"code\":-32000,\"message\":\"unknown block\"}");
                return;
            }

            blocks = [one];
        }
        else
        {
            var (from, to) = (Number(filter.GetProperty("fromBlock").GetString()!),
                Number(filter.GetProperty("toBlock").GetString()!));
            blocks = view.Blocks.Take(view.Head + 1).Skip((int)from).Take((int)(to - from + 1));
            // Nothing shows what is missing of old blocks that are asked for by their numbers.
            hides = Hidden.Nothing;
        }

        var topics = Texts(filter, "topics");
        text.Append(",\"result\":[");
        var first = true;
        foreach (var block in blocks)
        {
            var wanted = Enumerable.Range(0, block.Logs.Length)
                .Where(at => topics is null || topics.Contains(block.Reports[at].Topic.ToString())).ToArray();
            var given = hides switch
            {
                Hidden.Nothing => wanted,
                Hidden.All => [],
                _ => wanted.Where(at => block.Reports[at].Topic != block.Reports[0].Topic).ToArray(),
            };
            var honest = given.Select(at => block.Logs[at]);
            var told = view.Lying?.Logs(block, honest, filter.TryGetProperty("blockHash", out _)) ?? honest;
            served(block, told.SequenceEqual(honest) && given.Length == wanted.Length);
            foreach (var log in told)
            {
                text.Append(first ? "" : ",").Append(log);
                first = false;
            }
        }

        text.Append(']');
    }

    private static HashSet<string>? Texts(JsonElement filter, string name)
    {
        if (!filter.TryGetProperty(name, out var all) || all.GetArrayLength() == 0)
            return null;
        return all[0].ValueKind == JsonValueKind.Array
            ? [.. all[0].EnumerateArray().Select(it => it.GetString()!)]
            : [all[0].GetString()!];
    }

    private static long Number(string hex) =>
        long.Parse(hex.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
