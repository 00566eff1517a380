using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Kwala.Core.Delivery;
using Kwala.Core.Shadows;
using Kwala.Core.Tests.Wallets;
using Kwala.Core.Wallets;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Shadows;

public class ShadowDecisionTests
{
    private static readonly Workflow Live = Given.Workflow(Lane.Standard);
    private static readonly WalletPolicy Policy = Given.Policy(Live);

    [Theory]
    [InlineData("< 1.3", "1.2, 1.1, 1.4, 1.2", "")]
    [InlineData("< 1.5", "1.4", "gained 1.4")]
    [InlineData("< 1.5", "1.4, 1.2", "gained 1.4, lost 1.2")]
    [InlineData("< 1.5", "1.2, 1.4, 1.2", "lost 1.2")]
    [InlineData("< 1.1", "1.2, 1.15, 1.05", "lost 1.2, gained 1.05")]
    [InlineData("< 1.1", "1.2, 1.4, 1.2", "lost 1.2, lost 1.2")]
    [InlineData("< 1.3, < 1.1", "1.05, 1.2", "otherwise 1.05")]
    public void Candidate_is_followed_by_episodes_of_its_own(string line, string values, string differences) =>
        Assert.Equal(differences, string.Join(", ", Run(With(line), Signals(values)).Select(it =>
            $"{it.Kind.ToString().ToLowerInvariant()} {it.Live.Value.ToDecimalString(2)}")));

    [Fact]
    public void Both_sides_of_a_difference_have_their_reasons_and_versions()
    {
        var difference = Assert.Single(Run(With("< 1.5"), Signals("1.4")));

        Assert.Equal((Live.Hash, Given.Hash("v2")), (difference.Live.Version, difference.Candidate.Version));
        Assert.Contains(difference.Live.Reasons, it => it.Code == ReasonCode.ThresholdNotCrossed);
        Assert.Contains(difference.Candidate.Reasons, it => it.Code == ReasonCode.ThresholdCrossed);
    }

    [Fact]
    public void Candidate_with_the_same_rule_never_differs() => Prop.ForAll<int[]>(script =>
    {
        var values = script.Take(40).Select(it => Given.Number($"{1 + (Math.Abs((long)it % 70) / 100m)}"));
        var signals = values.Select((value, at) => Given.Signal(value, at + 1, live: true, final: true)).ToImmutableArray();
        Assert.Empty(Run(Live with { Hash = Given.Hash("v2") }, signals));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_an_owner_chose_moves_the_line_of_the_candidate_too()
    {
        var signal = Given.Signal("1.2", 1);
        var own = Given.Owner with { Thresholds = Given.Owner.Thresholds.Add(Given.Risk, Given.Line("< 1.6")) };
        var happened = new WalletEvent.PreferencesChanged(own, [Given.Signal("1.55", 2)]);
        var decided = WalletDecision.Decide(Given.State(), happened, Given.TimeOf(2), Policy);

        var step = ShadowDecision.Follow(
            null, With("< 1.1"), Given.State(), happened, decided.Effects, Given.TimeOf(2), Policy);

        Assert.Empty(step.Differences);
        Assert.IsType<Episode.Open>(step.Track!.Episodes[Given.Market].Current);
        Assert.NotNull(signal);
    }

    [Fact]
    public void What_an_owners_choice_lets_the_candidate_alone_tell_is_gained()
    {
        var happened = new WalletEvent.PreferencesChanged(
            Given.Owner with { Tier = TierName.Standard }, [Given.Signal("1.4", 2)]);
        var decided = WalletDecision.Decide(Given.State(), happened, Given.TimeOf(2), Policy);

        var step = ShadowDecision.Follow(
            null, With("< 1.5"), Given.State(), happened, decided.Effects, Given.TimeOf(2), Policy);

        Assert.Equal(ShadowDifferenceKind.Gained, Assert.Single(step.Differences).Kind);
    }

    [Fact]
    public void What_the_candidate_tells_at_another_time_is_a_difference()
    {
        var later = With("< 1.3") with { Restraint = new Restraint { Digest = true } };

        var difference = Assert.Single(Run(later, Signals("1.2")));

        Assert.Equal(
            (ShadowDifferenceKind.Otherwise, DecisionOutcome.Notify, DecisionOutcome.Digested),
            (difference.Kind, difference.Live.Outcome, difference.Candidate.Outcome));
    }

    [Fact]
    public void A_reorg_takes_back_what_the_candidate_alone_had_opened()
    {
        var (state, track) = (Given.State(), (WorkflowTrack?)null);
        foreach (var happened in new WalletEvent[]
        {
            Given.Observed(Given.Signal("1.4", 1, final: false)),
            new WalletEvent.Orphaned(Given.Chain, [Given.Block(1)], [Given.Risk]),
            new WalletEvent.ReorgSettled(Given.Chain, 10, [Given.Risk]),
        })
        {
            var decided = WalletDecision.Decide(state, happened, Given.TimeOf(1), Policy);
            track = ShadowDecision.Follow(
                track, With("< 1.5"), state, happened, decided.Effects, Given.TimeOf(1), Policy).Track;
            state = decided.State;
        }

        Assert.DoesNotContain(track!.Episodes.Values, it => it.Current is Episode.Open);
    }

    [Fact]
    public void Events_of_other_workflows_are_none_of_its_concern()
    {
        var other = Given.Observed(Given.Signal("1.2", 1) with { Workflow = new WorkflowId("other") });

        Assert.False(ShadowDecision.Concerns(other, Given.Risk));
        Assert.False(ShadowDecision.Concerns(new WalletEvent.Awakened(), Given.Risk));
        Assert.True(ShadowDecision.Concerns(Given.Observed(Given.Signal("1.2", 1)), Given.Risk));
    }

    private static Workflow With(string standard) =>
        Given.Workflow(Lane.Standard, standard: Given.Levels(standard.Split(", "))) with { Hash = Given.Hash("v2") };

    private static ImmutableArray<Signal> Signals(string values) =>
        [.. values.Split(", ").Select((value, at) => Given.Signal(value, at + 1))];

    private static List<ShadowDifference> Run(Workflow candidate, ImmutableArray<Signal> signals)
    {
        var (state, track) = (Given.State(), (WorkflowTrack?)null);
        var differences = new List<ShadowDifference>();
        foreach (var signal in signals)
        {
            var (happened, now) = (Given.Observed(signal), signal.Source.BlockTime);
            var decided = WalletDecision.Decide(state, happened, now, Policy);
            var step = ShadowDecision.Follow(track, candidate, state, happened, decided.Effects, now, Policy);
            differences.AddRange(step.Differences);
            (state, track) = (decided.State, step.Track);
        }

        return differences;
    }
}
