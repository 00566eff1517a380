using Kwala.Core.Evm;
using Kwala.Core.Workflows;
using Kwala.Grains.Interfaces.Wallets;
using Kwala.Grains.Tests.Fixture;
using Kwala.Ports.Storage;
using Kwala.TestKit.Fakes;

namespace Kwala.Grains.Tests.Wallets;

public sealed class DecisionsOfWorkflowTests
{
    private readonly House _house = new();

    [Fact]
    public async Task Decisions_of_one_workflow_are_found_among_those_of_another_however_short_the_pages()
    {
        await using var process = await _house.Start(
            House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        await process.Registry.Put(House.Workflow("other", confirmations: 0));
        for (var crossing = 0; crossing < 15; crossing++)
        {
            Mine(1.2m);
            Mine(2m);
        }

        await _house.Follow(process);
        Assert.Equal(60, _house.Store.Rows(HistoryTopic.Decision).Length);

        var found = new List<HistoryItem>();
        string? cursor = null;
        do
        {
            var page = await process.Wallet.ReadHistory(
                RecordTopic.Decision, new HistoryFilter { Workflow = "other", Limit = 4, Cursor = cursor });
            Assert.InRange(page.Items.Length, 0, 4);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(30, found.Count);
        Assert.Equal(30, found.Select(it => it.Key).Distinct().Count());
        Assert.All(found, it => Assert.Contains("\"workflow\":\"other\"", it.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_is_explained_by_the_version_that_decided_it_also_when_its_workflow_is_gone()
    {
        await using var process = await _house.Start(
            House.Workflow("webhook"), ("Kwala:Grains:FromBlock:local", "1"));
        var told = Mine(1.2m);
        Mine(2m);
        var silent = Mine(3m);
        await _house.Follow(process);
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        var stricter = House.Workflow("webhook").Yaml.Replace("1.30", "2.50", StringComparison.Ordinal);
        await process.Registry.Put(new WorkflowSource("request", stricter));

        var changed = await Explain(process, told);
        var quiet = await Explain(process, silent);
        await process.Registry.Delete(House.Risk);
        var gone = await Explain(process, told);

        Assert.Equal(changed.Stored!.Version, changed.Decision.Version);
        Assert.Equal(changed.Stored.Outcome, changed.Decision.Outcome);
        Assert.Null(quiet.Stored);
        Assert.Equal(changed.Decision.Version, quiet.Decision.Version);
        Assert.Equal(changed.Decision.Version, gone.Decision.Version);
    }

    private static async Task<Explanation.Decided> Explain(Process process, BlockRef block) =>
        Assert.IsType<Explanation.Decided>(Assert.Single(await process.Wallet.Explain(
            House.Chain, FakeChain.TransactionOf(block, 0), 0, House.Risk)));

    private BlockRef Mine(decimal value)
    {
        _house.Time.Advance(TimeSpan.FromSeconds(12));
        return _house.World.Mine(House.Health(House.Wallet, value));
    }
}
