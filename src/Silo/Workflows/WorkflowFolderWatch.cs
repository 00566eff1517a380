using System.Threading.Channels;
using Kwala.Grains.Interfaces;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Silo.Workflows;

/// <summary>
/// Puts the folder's files into the registry once everything has started, and whenever one changes (decision 17). A
/// file with mistakes keeps its last good version live; all of its mistakes are logged.
/// </summary>
internal sealed partial class WorkflowFolderWatch(
    IGrainFactory grains,
    IOptions<WorkflowFolderOptions> options,
    TimeProvider time,
    ILogger<WorkflowFolderWatch> logger) : IHostedLifecycleService, IDisposable
{
    // Editors replace a file in several steps; a pause makes them one change.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private FileSystemWatcher? _watcher;
    private Task _watching = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Folder is not { } folder)
            return;
        _watcher = Watch(folder);
        await Sync(folder);
        _watching = Follow(folder, _stop.Token);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watching;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _watcher?.Dispose();
        _stop.Dispose();
    }

    private async Task Follow(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                await Task.Delay(Settle, time, cancellationToken);
                await Sync(folder);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private FileSystemWatcher Watch(string folder)
    {
        var watcher = new FileSystemWatcher(folder);
        watcher.Changed += (_, _) => _changes.Writer.TryWrite(true);
        watcher.Created += (_, _) => _changes.Writer.TryWrite(true);
        watcher.Deleted += (_, _) => _changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => _changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private async Task Sync(string folder)
    {
        if (WorkflowFolder.Read(folder) is not { } files)
        {
            _changes.Writer.TryWrite(true);
            return;
        }

        try
        {
            var registry = grains.GetGrain<IWorkflowRegistryGrain>(IWorkflowRegistryGrain.Key);
            var synced = await registry.SyncFiles(files);
            LogSynced(logger, synced.Live.Length, folder);
            foreach (var mistake in synced.Mistakes)
                LogMistake(logger, mistake);
        }
        catch (Exception failure)
        {
            LogNotSynced(logger, failure, folder);
            _changes.Writer.TryWrite(true);
        }
    }
}
