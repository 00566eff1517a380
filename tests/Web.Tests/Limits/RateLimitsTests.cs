using System.Net;
using System.Threading.RateLimiting;
using Kwala.TestKit;
using Kwala.Web.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Kwala.Web.Tests.Limits;

public sealed class RateLimitsTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    public async Task An_IPv6_network_is_one_caller_and_so_is_an_IPv4_address(string first, string then, bool same)
    {
        var limiter = new RateLimiterOptions();
        RateLimits.Configure(limiter, new WebOptions { RequestsPerMinutePerAddress = 1 }, new FakeTime());

        using var one = await Ask(limiter, first);
        using var other = await Ask(limiter, then);

        Assert.True(one.IsAcquired);
        Assert.Equal(same, !other.IsAcquired);
    }

    private static ValueTask<RateLimitLease> Ask(RateLimiterOptions limiter, string from) =>
        limiter.GlobalLimiter!.AcquireAsync(
            new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } });
}
