using Kwala.Client.Tests.Fixture;
using Kwala.Core.Behaviour;
using Kwala.Core.Workflows;
using static Kwala.Client.Tests.Fixture.Given;

namespace Kwala.Client.Tests.Conformance;

/// <summary>What every client says of what an owner did, and of what was learned from it.</summary>
public abstract class InteractionConformance(RunningDeployment deployment, IKwalaClient client)
{
    [Fact]
    public async Task Owner_who_was_there_is_no_stranger_any_more_and_can_take_that_back()
    {
        var wallet = deployment.NewWallet();
        var before = Found(await client.Wallets.ReadLearned(wallet, default));

        var heard = await client.Wallets.ReportInteraction(
            wallet, new ReportedInteraction("visit", InteractionKind.Opened), default);
        var never = await client.Wallets.UndoLearning(wallet, new Undo.NeverLearn(), default);
        var forgotten = Found(await client.Wallets.ReadLearned(wallet, default));
        var again = await client.Wallets.UndoLearning(wallet, new Undo.LearnAgain(), default);

        Assert.Equal("stage", Assert.Single(before).Code);
        Assert.All([heard, never, again], it => Assert.IsType<HeardOutcome.Heard>(it));
        Assert.Equal("nothing", Assert.Single(forgotten).Code);
        Assert.Equal("stage", Assert.Single(Found(await client.Wallets.ReadLearned(wallet, default))).Code);
    }

    [Fact]
    public async Task What_the_owner_wants_to_be_told_is_told_back_in_words()
    {
        var wallet = deployment.NewWallet();

        var kept = await client.Wallets.UndoLearning(wallet, new Undo.KeepTelling(RiskKind, 2), default);

        Assert.IsType<HeardOutcome.Heard>(kept);
        var learned = Found(await client.Wallets.ReadLearned(wallet, default)).Single(it => it.Code == "kept");
        Assert.Equal((RiskKind, 2), (learned.Kind, learned.Size));
        Assert.Contains("liquidation-risk", learned.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kind_that_the_owner_stops_is_opted_out_of_on_every_channel()
    {
        var wallet = deployment.NewWallet();
        var stop = new ReportedInteraction("stop-1", InteractionKind.Stop) { About = new KindName("governance") };

        var heard = await client.Wallets.ReportInteraction(wallet, stop, default);
        var repeated = await client.Wallets.ReportInteraction(wallet, stop, default);

        Assert.All([heard, repeated], it => Assert.IsType<HeardOutcome.Heard>(it));
        Assert.Equal(
            [new KindName("governance")],
            Found(await client.Wallets.ReadPreferences(wallet, default)).Preferences.MutedKinds.AsEnumerable());
    }

    [Fact]
    public async Task Notification_may_be_named_with_its_kind_which_is_what_stops()
    {
        var wallet = deployment.NewWallet();

        var heard = await client.Wallets.ReportInteraction(
            wallet,
            new ReportedInteraction("stop", InteractionKind.Stop) { About = RiskKind, Notification = new string('a', 64) },
            default);

        Assert.IsType<HeardOutcome.Heard>(heard);
        Assert.Equal(
            [RiskKind], Found(await client.Wallets.ReadPreferences(wallet, default)).Preferences.MutedKinds.AsEnumerable());
    }

    [Fact]
    public async Task Every_mistake_is_refused_at_once_and_nothing_of_the_call_is_heard()
    {
        var wallet = deployment.NewWallet();
        ReportedInteraction[] interactions =
        [
            new("1", InteractionKind.Stop) { About = new KindName("governance") },
            new("", InteractionKind.Useful),
            new("3", InteractionKind.Stop),
            new("4", InteractionKind.Useful) { Notification = "no key" },
            new("5", InteractionKind.Useful) { About = new KindName("No Kind") },
        ];

        var outcome = await client.Wallets.ReportInteractions(wallet, interactions, default);

        Assert.Equal(
            [(1, "id"), (2, "about"), (3, "about"), (4, "about")],
            Assert.IsType<HeardOutcome.Refused>(outcome).Mistakes.Select(it => (it.Index, it.Field)));
        Assert.Empty(Found(await client.Wallets.ReadPreferences(wallet, default)).Preferences.MutedKinds);
    }

    [Fact]
    public async Task Hundred_interactions_are_heard_in_one_call_and_one_more_is_refused()
    {
        var wallet = deployment.NewWallet();

        Assert.IsType<HeardOutcome.Heard>(await client.Wallets.ReportInteractions(wallet, Visits(100), default));
        Assert.IsType<HeardOutcome.Refused>(await client.Wallets.ReportInteractions(wallet, Visits(101), default));
        Assert.IsType<HeardOutcome.Heard>(await client.Wallets.ReportInteractions(wallet, [], default));

        static ReportedInteraction[] Visits(int count) =>
            [.. Enumerable.Range(0, count).Select(it => new ReportedInteraction($"{it}", InteractionKind.Opened))];
    }

    [Fact]
    public async Task Size_that_there_is_none_of_is_refused()
    {
        var outcome = await client.Wallets.UndoLearning(
            deployment.NewWallet(), new Undo.KeepTelling(RiskKind, 8), default);

        Assert.Equal("size", Assert.Single(Assert.IsType<HeardOutcome.Refused>(outcome).Mistakes).Field);
    }
}
