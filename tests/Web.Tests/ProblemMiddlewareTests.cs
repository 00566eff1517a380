using System.Net.Sockets;
using System.Text;

namespace Kwala.Web.Tests;

/// <summary>What goes wrong below the endpoints is told in the same form as what they refuse.</summary>
public sealed class ProblemMiddlewareTests
{
    private const int BulkMax = 8 * 1024 * 1024;

    // HttpClient writes no broken HTTP, and may give up on a server that answers before it has sent everything.
    private static async Task<string> Tiers(WebHost web, ReadOnlyMemory<byte> body)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(web.Http.BaseAddress!.Host, web.Http.BaseAddress.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "PUT /v1/tiers HTTP/1.1\r\nHost: here\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
            + $"Content-Type: application/x-ndjson\r\nAuthorization: Bearer {WebHost.BackendKey}\r\n\r\n"));
        await stream.WriteAsync(body);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_request_that_is_no_HTTP_gets_a_problem()
    {
        await using var web = await WebHost.Start();

        var answer = await Tiers(web, "no-number\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("urn:kwala:problem:invalid-request", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_an_announced_length_is_refused_where_it_passes_the_limit()
    {
        await using var web = await WebHost.Start();
        byte[] chunk =
        [
            .. Encoding.ASCII.GetBytes($"{BulkMax + 1:x}\r\n"), .. Enumerable.Repeat((byte)'\n', BulkMax + 1),
        ];

        var answer = await Tiers(web, chunk);

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("urn:kwala:problem:too-large", answer, StringComparison.Ordinal);
    }
}
