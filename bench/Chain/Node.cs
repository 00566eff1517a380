using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Kwala.Core.Evm;

namespace Kwala.Bench.Chain;

/// <summary>
/// A node's JSON-RPC door, asked plainly: for driving a test node, and for the bare transfer of logs.
/// </summary>
internal sealed class Node(string url) : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = LongestAnswer };
    private readonly byte[] _buffer = new byte[128 * 1024];

    /// <summary>The node's chain, as CAIP-2.</summary>
    public async Task<ChainId> Chain(CancellationToken cancellationToken) =>
        ChainId.Evm((ulong)Quantity(await Call("eth_chainId", cancellationToken)));

    /// <summary>The newest block's number.</summary>
    public async Task<long> Head(CancellationToken cancellationToken) =>
        Quantity(await Call("eth_blockNumber", cancellationToken));

    /// <summary>The result of a method; an error answer throws with the node's words.</summary>
    public async Task<JsonElement> Call(
        string method, CancellationToken cancellationToken, params object?[] parameters)
    {
        using var response = await _http.PostAsJsonAsync("", Request(method, parameters), cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.TryGetProperty("result", out var result)
            ? result
            : throw new InvalidOperationException($"{method}: {answer.GetRawText()}");
    }

    /// <summary>Asks and reads the answer's bytes without looking at them; how many there were.</summary>
    public async Task<long> Transfer(string method, CancellationToken cancellationToken, params object?[] parameters)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "")
        {
            Content = JsonContent.Create(Request(method, parameters)),
        };
        using var response = await _http.SendAsync(
            message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var total = 0L;
        for (int read; (read = await stream.ReadAsync(_buffer, cancellationToken)) > 0;)
            total += read;
        return total;
    }

    /// <summary>A quantity as JSON-RPC writes it.</summary>
    public static string Hex(long value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>A quantity as JSON-RPC gives it.</summary>
    public static long Quantity(JsonElement value) =>
        long.Parse(value.GetString().AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public void Dispose() => _http.Dispose();

    private static object Request(string method, object?[] parameters) =>
        new { jsonrpc = "2.0", id = 1, method, @params = parameters };
}
