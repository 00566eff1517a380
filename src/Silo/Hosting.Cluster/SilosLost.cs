using System.Collections.Immutable;
using Kwala.Grains.Hosting;
using Orleans.Runtime;

namespace Kwala.Silo.Hosting.Cluster;

/// <summary>
/// Once a silo is gone, has what stood on it stand elsewhere: at once, where a reminder takes up to a minute.
/// </summary>
internal sealed partial class SilosLost(
    IClusterMembershipService membership,
    ILocalSiloDetails here,
    Standing standing,
    TimeProvider time,
    ILogger<SilosLost> logger) : BackgroundService
{
    // Longer than the reminders take.
    private const int AttemptsMax = 90;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = Active(membership.CurrentSnapshot);
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            var active = Active(snapshot);
            var isLost = !known.IsSubsetOf(active);
            known = active;
            // A silo that is leaving itself leaves this to the others.
            if (isLost && active.Contains(here.SiloAddress))
                await Keep(stoppingToken);
        }
    }

    // What the lost silo had may be looked for there for a moment yet.
    private async Task Keep(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var kept = standing.Keep();
            await kept.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (kept.IsCompletedSuccessfully)
                return;
            LogNotKept(kept.Exception?.GetBaseException().Message ?? "The call was cancelled.");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static ImmutableHashSet<SiloAddress> Active(ClusterMembershipSnapshot snapshot) =>
    [
        .. snapshot.Members.Values.Where(it => it.Status == SiloStatus.Active).Select(it => it.SiloAddress),
    ];

    [LoggerMessage(LogLevel.Information, "What stood on a silo that is gone is not back yet: {Obstacle}")]
    private partial void LogNotKept(string obstacle);
}
