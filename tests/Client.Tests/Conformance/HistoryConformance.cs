using System.Collections.Immutable;
using System.Text.Json;
using Kwala.Client.Tests.Fixture;
using Kwala.Core.Evm;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of what a wallet was told, and why.</summary>
public abstract class HistoryConformance(RunningDeployment deployment, IKwalaClient client)
{
    private static readonly Bytes32 Unknown = Keccak256.Hash("no such transaction"u8);

    [Fact]
    public async Task Decisions_are_newest_first_with_their_reasons_and_are_filtered()
    {
        var wallet = deployment.NewWallet();
        await deployment.Report((wallet, 1.2m));
        await deployment.Report((wallet, 1.9m));

        var all = await Decisions(wallet, new HistoryFilter());
        var notified = Assert.Single((await Decisions(wallet, new HistoryFilter(Outcome: "notify"))).Items);

        Assert.Equal(["resolved", "notify"], all.Items.Select(it => it.Outcome));
        Assert.Null(all.Next);
        Assert.Equal((wallet, "liquidation-risk"), (notified.Wallet, notified.Kind));
        Assert.Contains(
            "threshold-crossed",
            JsonElement.Parse(notified.Body).GetProperty("reasons").EnumerateArray()
                .Select(reason => reason.GetProperty("code").GetString()));
        Assert.Equal(notified.Key, all.Items[1].Key);
        Assert.Empty((await Decisions(wallet, new HistoryFilter(Kind: new KindName("governance")))).Items);
        Assert.Equal(["resolved"], (await Decisions(wallet, new HistoryFilter(From: all.Items[0].At))).Items.Select(it => it.Outcome));
        Assert.Equal(["notify"], (await Decisions(wallet, new HistoryFilter(Until: all.Items[0].At))).Items.Select(it => it.Outcome));
    }

    [Fact]
    public async Task Pages_follow_one_another_by_their_cursor_until_there_are_no_more()
    {
        var wallet = deployment.NewWallet();
        foreach (var health in new[] { 1.2m, 1.9m, 1.2m })
            await deployment.Report((wallet, health));
        var keys = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Decisions(wallet, new HistoryFilter(Limit: 1, Cursor: cursor));
            keys.AddRange(page.Items.Select(it => it.Key));
            cursor = page.Next;
        }
        while (cursor is not null && keys.Count < 10);

        Assert.Equal((await Decisions(wallet, new HistoryFilter())).Items.Select(it => it.Key), keys);
        Assert.Equal(3, keys.Count);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a&b=%00 ü")]
    public async Task Cursor_that_no_page_gave_is_refused(string cursor)
    {
        var filter = new HistoryFilter(Cursor: cursor);

        Assert.IsType<ReadOutcome<Page<HistoryEntry>>.Refused>(
            await client.Wallets.ReadDecisions(deployment.NewWallet(), filter, default));
        Assert.IsType<ReadOutcome<Page<HistoryEntry>>.Refused>(
            await client.Wallets.ReadInbox(deployment.NewWallet(), filter, default));
        Assert.IsType<ReadOutcome<Page<HistoryEntry>>.Refused>(
            await client.Deployment.ReadDeadLetters(filter, default));
    }

    [Fact]
    public async Task Inbox_holds_what_the_owner_was_told()
    {
        var wallet = deployment.NewWallet();
        await deployment.Report((wallet, 1.23m));
        var filter = new HistoryFilter(Limit: 10);

        await Eventually.Holds(async () => !Found(await client.Wallets.ReadInbox(wallet, filter, default)).Items.IsEmpty);

        var message = Assert.Single(Found(await client.Wallets.ReadInbox(wallet, filter, default)).Items);
        Assert.Contains("1.23", JsonElement.Parse(message.Body).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_is_explained_also_where_nothing_was_told()
    {
        var (told, safe) = (deployment.NewWallet(), deployment.NewWallet());
        var transactions = await deployment.Report((told, 1.2m), (safe, 1.9m));

        var why = Assert.Single(Found(await Explain(told, transactions[0], 0)));
        var whyNot = Assert.Single(Found(await Explain(safe, transactions[1], 1)));

        Assert.Equal(DecisionOutcome.Notify, why.Stored?.Outcome);
        Assert.Equal(Number("1.2"), why.Decision.Value);
        Assert.Equal(Threshold.Below(Number("1.3")), why.Decision.Line);
        Assert.Equal((Risk, transactions[0]), (why.Decision.Workflow, why.Decision.Transaction));
        Assert.Contains(why.Decision.Reasons, it => it.Code == ReasonCode.ThresholdCrossed);
        Assert.Equal(0, why.Decision.Position?.LogIndex);
        Assert.Null(whyNot.Stored);
        Assert.Equal(DecisionOutcome.NoMatch, whyNot.Decision.Outcome);
        Assert.Contains(whyNot.Decision.Reasons, it => it.Code == ReasonCode.ThresholdNotCrossed);
        Assert.True(why.EpisodeKnown && whyNot.EpisodeKnown);
    }

    [Fact]
    public async Task Log_that_is_not_there_is_not_found()
    {
        var wallet = deployment.NewWallet();
        var elsewhere = new ExplainQuestion(ChainId.Evm(999), Unknown, 0, null);

        Assert.IsType<ReadOutcome<ImmutableArray<Explanation>>.NotFound>(await Explain(wallet, Unknown, 0));
        Assert.IsType<ReadOutcome<ImmutableArray<Explanation>>.NotFound>(
            await client.Wallets.Explain(wallet, elsewhere, default));
    }

    private Task<ReadOutcome<ImmutableArray<Explanation>>> Explain(Address wallet, Bytes32 transaction, int index) =>
        client.Wallets.Explain(
            wallet, new ExplainQuestion(RunningDeployment.Chain, transaction, index, Risk), default);

    private async Task<Page<HistoryEntry>> Decisions(Address wallet, HistoryFilter filter) =>
        Found(await client.Wallets.ReadDecisions(wallet, filter, default));
}
