using Microsoft.Extensions.Hosting;

namespace Kwala.Silo.Tests.Fixture;

/// <summary>A part of the host that fails as soon as everything has started.</summary>
internal sealed class FailingPart(IHostApplicationLifetime host) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        using var _ = host.ApplicationStarted.Register(started.SetResult);
        await started.Task;
        throw new InvalidOperationException("No more.");
    }
}
