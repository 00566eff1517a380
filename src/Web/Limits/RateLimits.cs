using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Kwala.Web.Problems;
using Microsoft.AspNetCore.RateLimiting;

namespace Kwala.Web.Limits;

/// <summary>
/// How many requests are answered: by key for callers that have one, by network address for all others.
/// </summary>
internal static class RateLimits
{
    /// <summary>The policy of bulk changes: few at a time, since each holds its body in memory.</summary>
    public const string Bulk = "bulk";

    private const int BulkAtATime = 2;

    private static readonly TimeSpan WaitDefault = TimeSpan.FromSeconds(5);

    public static void Configure(RateLimiterOptions limiter, WebOptions options, TimeProvider time)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => Partition(context, options, time));
        limiter.AddPolicy(Bulk, _ => RateLimitPartition.GetConcurrencyLimiter(
            Bulk, _ => new ConcurrencyLimiterOptions { PermitLimit = BulkAtATime, QueueLimit = 0 }));
        limiter.OnRejected = async (context, _) => await Refuse(context);
    }

    private static RateLimitPartition<string> Partition(HttpContext context, WebOptions options, TimeProvider time) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } key }
            ? RateLimitPartition.Get($"key {key}", _ => new TokenBucket(
                2 * options.RequestsPerSecondPerKey, TimeSpan.FromSeconds(1) / options.RequestsPerSecondPerKey, time))
            : RateLimitPartition.Get($"address {Network(context.Connection.RemoteIpAddress)}", _ => new TokenBucket(
                options.RequestsPerMinutePerAddress,
                TimeSpan.FromMinutes(1) / options.RequestsPerMinutePerAddress,
                time));

    // One IPv6 customer has a whole /64 to come from.
    private static string Network(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is { AddressFamily: AddressFamily.InterNetworkV6 }
            ? $"{new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]])}/64"
            : address?.ToString() ?? "unknown";
    }

    private static Task Refuse(OnRejectedContext context)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : WaitDefault;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.HttpContext.Response.Headers.RetryAfter = seconds;
        return Problem.Of<TooManyRequests>($"Wait {seconds} s, then send again more slowly.")
            .Write(context.HttpContext);
    }
}
