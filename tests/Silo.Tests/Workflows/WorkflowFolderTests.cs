using System.Collections.Immutable;
using System.Threading.Channels;
using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Silo.Tests.Fixture;
using Kwala.Silo.Workflows;
using Kwala.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kwala.Silo.Tests.Workflows;

/// <summary>What the registry is handed while files of the folder come, change, move and go.</summary>
public sealed class WorkflowFolderTests : IAsyncDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private readonly string _folder = Directory.CreateTempSubdirectory("kwala-folder-").FullName;
    private readonly Registry _registry = new();
    private readonly FakeTime _time = new();
    private readonly WorkflowFolderWatch _watch;

    public WorkflowFolderTests() => _watch = new WorkflowFolderWatch(
        OneGrain.Of(_registry),
        Options.Create(new WorkflowFolderOptions { Folder = _folder }),
        _time,
        NullLogger<WorkflowFolderWatch>.Instance);

    [Fact]
    public async Task Only_workflow_files_count_each_with_its_text_in_the_order_of_their_names()
    {
        Write("b.yml", "two");
        Write("a.yaml", "one");
        Write("notes.txt", "none");

        await _watch.StartedAsync(CancellationToken.None);

        Assert.Equal(["a.yaml=one", "b.yml=two"], await _registry.Synced.Reader.ReadAsync());
    }

    [Fact]
    public async Task File_that_comes_changes_moves_or_goes_is_handed_over_without_a_restart()
    {
        await _watch.StartedAsync(CancellationToken.None);
        Assert.Empty(await _registry.Synced.Reader.ReadAsync());

        await Becomes(() => Write("a.yaml", "one"), "a.yaml=one");
        await Becomes(() => Write("a.yaml", "more"), "a.yaml=more");
        await Becomes(() => File.Move(At("a.yaml"), At("b.yaml")), "b.yaml=more");
        // As editors and ConfigMaps do it: the new text is written beside the file and moved over it.
        await Becomes(
            () =>
            {
                Write("b.tmp", "new");
                File.Move(At("b.tmp"), At("b.yaml"), overwrite: true);
            },
            "b.yaml=new");
        await Becomes(() => File.Delete(At("b.yaml")));
    }

    [Fact]
    public async Task Hand_over_that_fails_is_repeated_until_it_succeeds()
    {
        Write("a.yaml", "one");
        _registry.Failures = 2;

        await _watch.StartedAsync(CancellationToken.None);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.False(_registry.Synced.Reader.TryPeek(out _));
            await Settled();
        }

        Assert.Equal(["a.yaml=one"], await _registry.Synced.Reader.ReadAsync());
    }

    [Fact]
    public async Task Folder_that_is_gone_takes_no_workflow_out()
    {
        Write("a.yaml", "one");
        await _watch.StartedAsync(CancellationToken.None);
        Assert.Single(await _registry.Synced.Reader.ReadAsync());

        Directory.Move(_folder, _folder + ".away");
        File.WriteAllText(Path.Combine(_folder + ".away", "a.yaml"), "two");
        await Settled();
        await _time.WhenArmed(Settle).WaitAsync(TimeSpan.FromSeconds(30));
        Directory.Move(_folder + ".away", _folder);
        _time.Advance(Settle);

        Assert.Equal(["a.yaml=two"], await _registry.Synced.Reader.ReadAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StoppingAsync(CancellationToken.None);
        _watch.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private async Task Settled()
    {
        await _time.WhenArmed(Settle).WaitAsync(TimeSpan.FromSeconds(30));
        _time.Advance(Settle);
    }

    // The file system tells one change in several pieces: the last that it tells is how it is.
    private async Task Becomes(Action change, params string[] files)
    {
        change();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string[] synced;
        do
        {
            await Settled();
            synced = await _registry.Synced.Reader.ReadAsync(limit.Token);
        }
        while (!synced.SequenceEqual(files));
    }

    private sealed class Registry : IWorkflowRegistryGrain
    {
        public Channel<string[]> Synced { get; } = Channel.CreateUnbounded<string[]>();

        public int Failures { get; set; }

        public Task<WorkflowCheck> Check(WorkflowSource source) => throw new NotSupportedException();

        public Task<FileSync> SyncFiles(ImmutableArray<WorkflowSource> files)
        {
            if (Failures-- > 0)
                throw new TimeoutException("The registry did not answer.");
            Synced.Writer.TryWrite([.. files.Select(file => $"{file.Name}={file.Yaml}")]);
            return Task.FromResult(new FileSync { Revision = 1, Live = [], Mistakes = [] });
        }

        public Task<WorkflowPut> Put(WorkflowSource source) => throw new NotSupportedException();

        public Task<WorkflowRemoval> Delete(WorkflowId id) => throw new NotSupportedException();

        public Task<ImmutableArray<WorkflowVersion>> List() => throw new NotSupportedException();

        public Task<WorkflowVersion?> Read(WorkflowId id) => throw new NotSupportedException();

        public Task<WorkflowVersion?> Version(Bytes32 hash) => throw new NotSupportedException();

        public Task<WorkflowVersion?> VersionAt(WorkflowId id, DateTimeOffset at) => throw new NotSupportedException();

        public Task<WorkflowVersion?> VersionFor(WorkflowId id, Address wallet, DateTimeOffset at) =>
            throw new NotSupportedException();

        public Task<RolloutStanding?> ReadRollout(WorkflowId id) => throw new NotSupportedException();

        public Task<RolloutAnswer> RollOut(RolloutWanted wanted) => throw new NotSupportedException();

        public Task<RolloutAnswer> EndRollout(WorkflowId id) => throw new NotSupportedException();

        public Task<RolloutAnswer> RollBack(WorkflowId id, Bytes32 version) => throw new NotSupportedException();

        public Task<LiveWorkflows?> Live(long known) => throw new NotSupportedException();
    }
}
