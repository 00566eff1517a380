using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces;
using Kwala.Grains.Interfaces.Workflows;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;

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

    [Fact]
    public async Task Workflow_that_could_not_be_saved_is_not_live_and_may_be_put_again()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var failures = 1;
        _house.Storage.BeforeWrite = (state, _) => state == "workflows" && failures-- > 0
            ? new StorageException(StorageFault.Full, "There is no room.")
            : null;
        var before = await process.Registry.Read(House.Risk);
        Assert.NotNull(await Record.ExceptionAsync(() => process.Registry.Put(House.Workflow("webhook"))));
        Assert.Equal(before, await process.Registry.Read(House.Risk));

        Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(House.Workflow("webhook")));

        Assert.NotEqual(before, await process.Registry.Read(House.Risk));
    }

    [Fact]
    public async Task Workflow_whose_save_had_an_unknown_outcome_is_read_as_it_is_stored()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var before = await process.Registry.Read(House.Risk);
        var failures = 1;
        _house.Storage.AfterWrite = (state, _) => state == "workflows" && failures-- > 0
            ? new StorageException(StorageFault.OutcomeUnknown, "The connection broke.")
            : null;
        Assert.NotNull(await Record.ExceptionAsync(() => process.Registry.Put(House.Workflow("webhook"))));

        Assert.NotEqual(before, await process.Registry.Read(House.Risk));
        Assert.IsType<WorkflowRemoval.Deleted>(await process.Registry.Delete(House.Risk));
    }

    [Fact]
    public async Task Second_file_with_the_same_workflow_is_a_mistake_that_names_the_first()
    {
        await using var process = await _house.Start();

        var synced = await process.Registry.SyncFiles([File("a.yaml"), File("b.yaml", "webhook")]);

        var mistake = Assert.Single(synced.Mistakes);
        Assert.Equal("b.yaml", mistake.Source);
        Assert.Contains("a.yaml", mistake.Message, StringComparison.Ordinal);
        Assert.Equal("a.yaml", (await process.Registry.Read(House.Risk))!.Source.Name);
    }

    [Fact]
    public async Task Batch_is_decided_by_the_version_that_it_was_read_with()
    {
        await using var process = await _house.Start(House.Workflow("webhook"));
        await process.Wallet.Observe(_house.Batch("2"));
        var stricter = House.Workflow("webhook");
        var put = Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(
            stricter with { Yaml = stricter.Yaml.Replace("standard: 1.30", "standard: 1.60", StringComparison.Ordinal) }));

        await process.Wallet.Observe(_house.Batch("1.45", block: 8) with { Revision = put.Revision });

        Assert.Equal("< 1.6", (await _house.Webhook.Next()).Fields["threshold"]);
    }

    [Fact]
    public async Task File_that_holds_another_workflow_now_takes_the_one_before_out_of_use()
    {
        await using var process = await _house.Start();
        await process.Registry.SyncFiles([File("risk.yaml")]);
        var renamed = File("risk.yaml");

        var synced = await process.Registry.SyncFiles([
            renamed with { Yaml = renamed.Yaml.Replace("workflow: liquidation-risk", "workflow: other", StringComparison.Ordinal) }]);

        Assert.Equal([new WorkflowId("other")], synced.Live.ToArray());
        Assert.Null(await process.Registry.Read(House.Risk));
    }

    [Fact]
    public async Task Version_that_comes_back_keeps_the_time_since_which_it_is_known()
    {
        await using var process = await _house.Start(House.Workflow("email"));
        var since = (await process.Registry.Read(House.Risk))!.Since;
        _house.Time.Advance(TimeSpan.FromDays(1));
        await process.Registry.Put(House.Workflow("webhook"));
        await process.Registry.Put(House.Workflow("email"));

        Assert.Equal(since, (await process.Registry.Read(House.Risk))!.Since);
    }

    [Fact]
    public async Task Version_is_compiled_once_however_many_wallets_and_other_workflows_come()
    {
        var compiled = 0;
        var workflow = House.Workflow("webhook");
        _house.Compile = (source, compile) =>
        {
            if (source.Yaml == workflow.Yaml)
                Interlocked.Increment(ref compiled);
            return compile(source);
        };
        await using var process = await _house.Start(workflow);
        await Decide(1, revision: 0);
        await Decide(2, revision: 0);

        var other = Assert.IsType<WorkflowPut.Accepted>(await process.Registry.Put(
            workflow with { Yaml = workflow.Yaml.Replace("workflow: liquidation-risk", "workflow: other", StringComparison.Ordinal) }));
        await Decide(3, other.Revision);

        // By the registry, which checks it, and by the process that decides with it.
        Assert.Equal(2, compiled);

        async Task Decide(uint wallet, long revision)
        {
            await process.Client.GetGrain<IWalletGrain>(House.AddressOf(wallet).ToString())
                .Observe(_house.Batch("1.2") with { Revision = revision });
            await _house.Webhook.Next();
        }
    }

    [Fact]
    public async Task Live_version_that_this_build_cannot_compile_stops_no_other()
    {
        var other = House.Workflow("email");
        await using (var before = await _house.Start(House.Workflow("webhook")))
            await before.Registry.Put(
                other with { Yaml = other.Yaml.Replace("workflow: liquidation-risk", "workflow: other", StringComparison.Ordinal) });
        _house.Compile = (source, compile) => source.Yaml.Contains("workflow: other", StringComparison.Ordinal)
            ? new CompileOutcome.Refused([new WorkflowMistake(source.Name, 1, 1, "Not any more.")])
            : compile(source);

        await using var process = await _house.Start();
        await process.Wallet.Observe(_house.Batch("1.2"));

        Assert.Equal("1.2", (await _house.Webhook.Next()).Fields["value"]);
        await _house.Log.When("Critical: Workflow other (");
    }
}
