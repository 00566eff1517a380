using System.Net;
using Kwala.Channels.Http;

namespace Kwala.Channels.Tests.Http;

/// <summary>What a stranger's host name may lead to.</summary>
public sealed class PublicConnectionTests
{
    /// <summary>Else a name with one public address would open the others, tried in the order of its owner.</summary>
    [Fact]
    public void Of_a_name_with_public_and_private_addresses_only_the_public_ones_are_connected_to() => Assert.Equal(
        Parsed("8.8.8.8", "2606:4700::1111"),
        PublicConnection.Allowed(Parsed("127.0.0.1", "8.8.8.8", "169.254.169.254", "::1", "2606:4700::1111")));

    [Fact]
    public void A_name_with_private_addresses_alone_or_none_is_refused()
    {
        Assert.Throws<ForbiddenAddress>(() => PublicConnection.Allowed(Parsed("10.0.0.1", "fe80::1")));
        Assert.Throws<ForbiddenAddress>(() => PublicConnection.Allowed([]));
    }

    private static IPAddress[] Parsed(params string[] addresses) => [.. addresses.Select(IPAddress.Parse)];
}
