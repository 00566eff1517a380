using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kwala.EndToEnd.Tests.Cluster;

/// <summary>
/// TCP proxies between the endpoints that silos advertise and those that they listen at. A process that is cut off is
/// reached by nobody through them, and reaches nobody: silos use a connection both ways, whoever opened it.
/// </summary>
internal sealed class Cables : IDisposable
{
    private readonly Lock _lock = new();
    private ImmutableList<TcpListener> _listeners = [];
    private ImmutableList<Connection> _connections = [];
    private int? _cutOff;

    /// <summary>A new cable: the port where it begins.</summary>
    /// <param name="to">The port that it leads to.</param>
    public string Lay(string to)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners = _listeners.Add(listener);
        _ = Accept(listener, int.Parse(to, CultureInfo.InvariantCulture));
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Breaks every connection from and to this process, and lets none be made any more.</summary>
    public void CutOff(int process)
    {
        lock (_lock)
        {
            _cutOff = process;
            foreach (var connection in _connections.Where(IsCut))
                connection.Break();
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
        foreach (var connection in _connections)
            connection.Break();
    }

    private bool IsCut(Connection connection) =>
        _cutOff is { } process && (IsOf(process, connection.To) || IsOf(process, connection.From));

    private async Task Accept(TcpListener listener, int to)
    {
        try
        {
            while (true)
                _ = Carry(new Connection(await listener.AcceptTcpClientAsync(), new TcpClient(), to));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(Connection connection)
    {
        try
        {
            lock (_lock)
            {
                if (IsCut(connection))
                    return;
                _connections = _connections.Add(connection);
            }

            await connection.Carry();
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            // A cable tells nobody why.
        }
        finally
        {
            connection.Break();
        }
    }

    // Which process holds a socket of this machine, the kernel tells by the socket's number.
    private static bool IsOf(int process, int port)
    {
        var address = $":{port:X4}";
        var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row[1].EndsWith(address, StringComparison.Ordinal))
            .Select(row => $"socket:[{row[9]}]").ToHashSet();
        var held = Path.Combine("/proc", process.ToString(CultureInfo.InvariantCulture), "fd");
        return Directory.Exists(held)
            && Directory.EnumerateFiles(held).Any(file => sockets.Contains(new FileInfo(file).LinkTarget ?? ""));
    }

    private sealed record Connection(TcpClient Near, TcpClient Far, int To)
    {
        public int From { get; } = ((IPEndPoint)Near.Client.RemoteEndPoint!).Port;

        public async Task Carry()
        {
            await Far.ConnectAsync(IPAddress.Loopback, To);
            await Task.WhenAny(
                Near.GetStream().CopyToAsync(Far.GetStream()), Far.GetStream().CopyToAsync(Near.GetStream()));
        }

        public void Break()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
