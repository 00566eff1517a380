using System.Net;
using System.Net.Sockets;

namespace Kwala.Channels.Http;

/// <summary>
/// Which addresses belong to the public internet, by the special-purpose registries of IANA (RFC 6890 and its updates).
/// </summary>
internal static class PublicAddress
{
    // In IPv6 only 2000::/3 is public; these are the exceptions inside it: protocol assignments with Teredo (RFC 2928,
    // RFC 4380), documentation (RFC 3849, RFC 9637), and 6to4, which may wrap a private IPv4 address (RFC 3056).
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // Azure's host agent: public in form, answers inside every virtual machine.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Whether a stranger's URL may lead us to this address.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetwork || Global6.Contains(address))
            && !Special.Any(network => network.Contains(address));
    }
}

/// <summary>A name stands for no address that we may connect to.</summary>
internal sealed class ForbiddenAddress(string message) : IOException(message);

/// <summary>
/// Resolves and connects in one step, so that the address that was checked is the address that is used: a name that
/// changes between check and use (DNS rebinding) gains nothing.
/// </summary>
internal static class PublicConnection
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public static async ValueTask<Stream> Open(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var allowed = Allowed(await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Those that are public: a name may stand for others beside them.</summary>
    /// <exception cref="ForbiddenAddress">None of them is.</exception>
    internal static IPAddress[] Allowed(IEnumerable<IPAddress> addresses) =>
        addresses.Where(PublicAddress.Is).ToArray() is { Length: > 0 } allowed
            ? allowed
            : throw new ForbiddenAddress(
                "The host stands for a private, loopback or link-local address; an operator may allow those "
                + "(AllowPrivateAddresses).");
}
