using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;

namespace Kwala.Grains.Tests.Workflows;

public sealed class WorkflowRegistryGrainTests
{
    private readonly House _house = new();

    private static WorkflowSource File(string name, string channels = "email") =>
        House.Workflow(channels) with { Name = name };

    [Fact]
    public async Task File_owns_its_workflow_until_it_is_gone()
    {
        await using var process = await _house.Start();
        var synced = await process.Registry.SyncFiles([File("risk.yaml")]);
        Assert.Equal([House.Risk], synced.Live.ToArray());

        var put = await process.Registry.Put(House.Workflow("webhook"));
        Assert.Equal("risk.yaml", Assert.IsType<WorkflowPut.OwnedByFile>(put).File);
        Assert.IsType<WorkflowRemoval.OwnedByFile>(await process.Registry.Delete(House.Risk));

        var gone = await process.Registry.SyncFiles([]);
        Assert.Empty(gone.Live);
        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(House.Workflow("webhook")));
        Assert.IsType<WorkflowRemoval.Deleted>(await process.Registry.Delete(House.Risk));
        Assert.IsType<WorkflowRemoval.NotFound>(await process.Registry.Delete(House.Risk));
    }

    [Fact]
    public async Task File_with_mistakes_keeps_its_last_good_version_live()
    {
        await using var process = await _house.Start();
        await process.Registry.SyncFiles([File("risk.yaml")]);
        var good = await process.Registry.Read(House.Risk);

        var synced = await process.Registry.SyncFiles([new WorkflowSource("risk.yaml", "workflow: [")]);

        Assert.NotEmpty(synced.Mistakes);
        Assert.Equal(good, await process.Registry.Read(House.Risk));
    }

    [Fact]
    public async Task Every_version_stays_readable_by_its_hash_and_survives_a_restart()
    {
        WorkflowVersion old;
        await using (var first = await _house.Start(House.Workflow("email")))
        {
            old = (await first.Registry.Read(House.Risk))!;
            await first.Registry.Put(House.Workflow("webhook"));
        }

        await using var second = await _house.Start();
        Assert.Equal(old, await second.Registry.Version(old.Hash));
        Assert.NotEqual(old.Hash, (await second.Registry.Read(House.Risk))!.Hash);
    }

    [Fact]
    public async Task Same_text_again_is_no_new_revision()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var before = (await process.Registry.Live(-1))!.Revision;

        await process.Registry.Put(House.Workflow("email"));

        Assert.Null(await process.Registry.Live(before));
    }
}
