using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kwala.Demo.Sinks;

/// <summary>A mail server on loopback that accepts everything (RFC 5321, without extensions) and shows it.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Arrivals _arrivals;
    private readonly Task _accepting;

    public SmtpSink(Arrivals arrivals)
    {
        _arrivals = arrivals;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The demo ends.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
                await Converse(client.GetStream());
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The sender hung up, or the demo ends.
        }
    }

    private async Task Converse(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false))
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        var to = "";
        await writer.WriteLineAsync("220 demo ESMTP");
        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "RCPT":
                    to = line.Split('<', '>')[1];
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 End with a dot on its own line");
                    _arrivals.Add(new Arrival("email", to, MailText.Readable(await Message(reader))));
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 Bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }
    }

    private async Task<string> Message(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stopping.Token) is { } line && line != ".")
            message.AppendLine(line.StartsWith('.') ? line[1..] : line);
        return message.ToString();
    }
}
