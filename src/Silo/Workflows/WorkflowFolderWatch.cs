using System.Threading.Channels;
using Kwala.Grains.Interfaces;
using Microsoft.Extensions.Options;
using Orleans;

namespace Kwala.Silo.Workflows;

/// <summary>
/// Puts the folder's files into the registry at start and whenever one changes (decision 17). A file with mistakes
/// keeps
/// its last good version live; all of its mistakes are logged.
/// </summary>
internal sealed partial class WorkflowFolderWatch(
    IGrainFactory grains,
    IOptions<WorkflowFolderOptions> options,
    TimeProvider time,
    ILogger<WorkflowFolderWatch> logger) : BackgroundService
{
    // Editors replace a file in several steps; a pause makes them one change.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Folder is not { } folder)
            return;
        using var watcher = Watch(folder);
        await Sync(folder);
        await foreach (var _ in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(Settle, time, stoppingToken);
            await Sync(folder);
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
