using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kwala.Channels.Tests.Compliance;

/// <summary>A loopback port that is taken, so nobody else gets it, but where nobody listens.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}

/// <summary>
/// A server of ours for the ways of failing that no real one offers; runs a script for each connection.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public StandIn(Func<NetworkStream, StandIn, CancellationToken, Task> script)
    {
        _listener.Start();
        _accepting = Accept(script);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when a script says that the request has come in whole.</summary>
    public Task Arrived => _arrived.Task;

    public void SayArrived() => _arrived.TrySetResult();

    /// <summary>Reads one HTTP request whole, then answers with these bytes and closes; null never answers.</summary>
    public static StandIn Http(byte[]? answer) => new(async (stream, server, stop) =>
    {
        await ReadHttpBody(stream, stop);
        server.SayArrived();
        if (answer is null) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        else await stream.WriteAsync(answer, stop);
    });

    /// <summary>An HTTP answer with a body that ends with the connection.</summary>
    public static byte[] HttpAnswer(int status, ReadOnlySpan<byte> body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nConnection: close\r\n{headers}\r\n"), .. body];

    /// <summary>
    /// Speaks SMTP without TLS up to the final dot of a mail, then answers with these bytes and closes; null never
    /// answers.
    /// </summary>
    public static StandIn Smtp(byte[]? answer) => new(async (stream, server, stop) =>
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        await Say("220 stand-in");
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            var isMailEnd = line == ".";
            if (isMailEnd)
            {
                server.SayArrived();
                if (answer is null) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                await stream.WriteAsync(answer, stop);
                return;
            }
            if (line.StartsWith("EHLO", StringComparison.Ordinal)) await Say("250-stand-in\r\n250 AUTH PLAIN LOGIN");
            else if (line.StartsWith("AUTH", StringComparison.Ordinal)) await Say("235 2.7.0 in");
            else if (line == "DATA") await Say("354 go on");
            else if (line.Length > 4 && line[..4] is "MAIL" or "RCPT") await Say("250 2.1.0 fine");
        }

        async Task Say(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), stop);
    });

    /// <summary>Says these bytes to whoever connects, whatever they say.</summary>
    public static StandIn Greeting(byte[] greeting) => new(async (stream, server, stop) =>
    {
        await stream.WriteAsync(greeting, stop);
        await stream.CopyToAsync(Stream.Null, stop);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task Accept(Func<NetworkStream, StandIn, CancellationToken, Task> script)
    {
        var running = new List<Task>();
        try
        {
            while (true) running.Add(Run(await _listener.AcceptTcpClientAsync(_stop.Token), script));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task Run(TcpClient client, Func<NetworkStream, StandIn, CancellationToken, Task> script)
    {
        using (client)
        {
            try
            {
                await script(client.GetStream(), this, _stop.Token);
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException)
            {
                // The channel hung up, or the test is over.
            }
        }
    }

    /// <summary>The body of one request with a Content-Length.</summary>
    public static async Task<string> ReadHttpBody(NetworkStream stream, CancellationToken stop)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var text = request.ToString();
            var headEnd = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (headEnd >= 0)
            {
                const string name = "Content-Length: ";
                var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase) + name.Length;
                var end = text.IndexOf('\r', at);
                var length = int.Parse(text.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture);
                if (text.Length >= headEnd + 4 + length) return text[(headEnd + 4)..];
            }
            var read = await stream.ReadAsync(buffer, stop);
            if (read == 0) throw new IOException("The request ended early.");
            request.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }
}
