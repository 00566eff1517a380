using System.Net;
using System.Net.Sockets;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// Carries TCP connections to a port of this machine until it is cut: then those that stand break, and new ones too.
/// </summary>
internal sealed class Cable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _ends = [];
    private readonly int _to;
    private bool _isCut;

    private Cable(int to)
    {
        _to = to;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    /// <summary>Where it begins.</summary>
    public int Port { get; }

    public static Cable To(int port) => new(port);

    /// <summary>Nothing gets through any more.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            foreach (var end in _ends)
                end.Dispose();
            _ends.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Carry(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                lock (_lock)
                {
                    if (_isCut)
                        return;
                    _ends.AddRange([near, far]);
                }

                await far.ConnectAsync(IPAddress.Loopback, _to);
                await Task.WhenAny(
                    near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException)
            {
                // As a cable does, it tells nobody.
            }
        }
    }
}
