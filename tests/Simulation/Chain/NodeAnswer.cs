using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kwala.Simulation.Chain;

/// <summary>How an endpoint sees the chain in one answer.</summary>
/// <param name="Lag">How many of the newest blocks it does not know.</param>
/// <param name="Hides">
/// What it has not indexed of the blocks that it is asked for: nothing, or the logs of one event, or all.
/// </param>
internal sealed record NodeView(int Lag, Hidden Hides);

/// <summary>What an endpoint leaves out of a block's logs.</summary>
internal enum Hidden
{
    Nothing,
    FirstEvent,
    All,
}

/// <summary>JSON-RPC over a simulated chain, as the Ethereum execution API specifies it.</summary>
internal static class NodeAnswer
{
    public const long ChainNumber = 31_337;

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The body.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="view">What of it the endpoint sees.</param>
    /// <param name="served">Called with each block whose logs were given, and whether all of those asked for.</param>
    public static string To(
        ReadOnlyMemory<byte> request, SimulatedChain chain, NodeView view, Action<SimulatedBlock, bool> served)
    {
        using var body = JsonDocument.Parse(request);
        var text = new StringBuilder(4096);
        if (body.RootElement.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in body.RootElement.EnumerateArray())
            {
                text.Append(text.Length == 0 ? '[' : ',');
                One(text, call, chain, view, served);
            }

            return text.Append(']').ToString();
        }

        One(text, body.RootElement, chain, view, served);
        return text.ToString();
    }

    private static void One(
        StringBuilder text, JsonElement call, SimulatedChain chain, NodeView view, Action<SimulatedBlock, bool> served)
    {
        var parameters = call.GetProperty("params");
        text.Append("{\"jsonrpc\":\"2.0\",\"id\":").Append(call.GetProperty("id").GetRawText());
        switch (call.GetProperty("method").GetString())
        {
            case "eth_chainId":
                text.Append(",\"result\":\"").Append(SimulatedBlock.Hex(ChainNumber)).Append('"');
                break;
            case "eth_getBlockByNumber":
                text.Append(",\"result\":").Append(At(chain, parameters[0].GetString()!, view)?.Header ?? "null");
                break;
            case "eth_getBlockByHash":
                text.Append(",\"result\":").Append(chain.Find(parameters[0].GetString()!)?.Header ?? "null");
                break;
            case "eth_getLogs":
                Logs(text, parameters[0], chain, view, served);
                break;
            default:
                text.Append(",\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}");
                break;
        }

        text.Append('}');
    }

    private static SimulatedBlock? At(SimulatedChain chain, string tag, NodeView view)
    {
        var head = Math.Max(0, chain.Canonical.Count - 1 - view.Lag);
        return tag switch
        {
            "latest" => chain.Canonical[head],
            "finalized" => chain.Canonical[Math.Max(0, head - 64)],
            _ => Number(tag) <= head ? chain.Canonical[(int)Number(tag)] : null,
        };
    }

    private static void Logs(
        StringBuilder text, JsonElement filter, SimulatedChain chain, NodeView view,
        Action<SimulatedBlock, bool> served)
    {
        IEnumerable<SimulatedBlock> blocks;
        if (filter.TryGetProperty("blockHash", out var hash))
        {
            if (chain.Find(hash.GetString()!) is not { } one)
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
            blocks = chain.Canonical.Skip((int)from).Take((int)(to - from + 1));
        }

        var topics = Texts(filter, "topics");
        text.Append(",\"result\":[");
        var first = true;
        foreach (var block in blocks)
        {
            var wanted = Enumerable.Range(0, block.Logs.Length)
                .Where(at => topics is null || topics.Contains(block.Reports[at].Topic.ToString())).ToArray();
            var given = view.Hides switch
            {
                Hidden.Nothing => wanted,
                Hidden.All => [],
                _ => wanted.Where(at => block.Reports[at].Topic != block.Reports[0].Topic).ToArray(),
            };
            served(block, given.Length == wanted.Length);
            foreach (var at in given)
            {
                text.Append(first ? "" : ",").Append(block.Logs[at]);
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
