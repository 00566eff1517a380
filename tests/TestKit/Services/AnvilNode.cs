using System.Net.Http.Json;
using System.Text.Json;

namespace Kwala.TestKit.Services;

/// <summary>
/// Foundry's EVM node on a loopback port of its own; mines one block per transaction unless told otherwise.
/// </summary>
public sealed class AnvilNode : IAsyncDisposable
{
    private readonly NodeService _service;
    private readonly HttpClient _http;
    private long _lastId;

    private AnvilNode(NodeService service)
    {
        _service = service;
        Url = new Uri($"http://127.0.0.1:{service.Port}/");
        _http = new HttpClient { BaseAddress = Url };
    }

    /// <summary>Where its JSON-RPC is.</summary>
    public Uri Url { get; }

    /// <summary>Starts a node with a fresh chain and waits until it answers.</summary>
    /// <param name="arguments">More command-line arguments of anvil, such as <c>--block-time 1</c>.</param>
    public static async Task<AnvilNode> Start(params string[] arguments)
    {
        var node = new AnvilNode(await NodeService.Start("anvil.js", arguments));
        await node.Call("eth_chainId");
        return node;
    }

    /// <summary>Calls a JSON-RPC method and gives its result; an error answer throws with the node's words.</summary>
    public async Task<JsonElement> Call(string method, params object?[] parameters)
    {
        var request = new { jsonrpc = "2.0", id = Interlocked.Increment(ref _lastId), method, @params = parameters };
        using var response = await _http.PostAsJsonAsync("", request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("result", out var result)
            ? result
            : throw new InvalidOperationException($"{method}: {answer.GetRawText()}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
    }
}
