using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kwala.EndToEnd.Tests.Fixture;

/// <summary>Loopback ports that nobody listens at.</summary>
internal static class FreePort
{
    /// <summary>One of them, as the text of a setting.</summary>
    public static string Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
