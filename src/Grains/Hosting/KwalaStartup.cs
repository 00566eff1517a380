using Microsoft.Extensions.Hosting;

namespace Kwala.Grains.Hosting;

/// <summary>
/// With every start of a silo: the buckets keep watch and the chains are followed (decision 7). It comes after
/// everything else has started, the HTTP API's port included: a start that fails must have sent nothing.
/// </summary>
internal sealed class KwalaStartup(Standing standing) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => standing.Keep();

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
