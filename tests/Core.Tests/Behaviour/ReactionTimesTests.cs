using Kwala.Core.Behaviour;
using Kwala.Core.Delivery;
using Kwala.Core.Workflows;

namespace Kwala.Core.Tests.Behaviour;

/// <summary>How fast an owner is, by minutes until each response; x for none.</summary>
public sealed class ReactionTimesTests
{
    [Theory]
    [InlineData("5 5 5 5", false, null)] // Too few to say.
    [InlineData("5 5 5 5 5", true, 10)]
    [InlineData("50 50 50 50 50", true, 60)]
    [InlineData("5 5 50 200 200", true, 60)]
    [InlineData("5 5 x x x", false, null)]
    [InlineData("5 5 x x", false, null)]
    [InlineData("200 200 200 200 200", false, 360)]
    [InlineData("2000 2000 2000 2000 2000", false, null)]
    public void Fast_is_more_than_half_within_the_hour(string minutes, bool fast, int? median)
    {
        var times = After(default, minutes);

        Assert.Equal(fast, times.IsFast);
        Assert.Equal(median, times.Median?.TotalMinutes);
    }

    [Fact]
    public void Who_becomes_slow_is_no_longer_fast_within_twenty_alerts()
    {
        var times = After(default, string.Join(' ', Enumerable.Repeat("5", 300)));
        var alerts = 0;
        for (; times.IsFast; alerts++)
            times = times.After(TimeSpan.FromHours(5));

        Assert.InRange(alerts, 1, 20);
    }

    [Fact]
    public void Pace_moves_bulk_up_to_standard_for_three_kinds_and_no_further()
    {
        KindName[] kinds = [.. "abcd".Select(letter => new KindName($"{letter}"))];
        var owner = new Habits();
        foreach (var kind in kinds)
            owner.Acts(6, kind: kind);
        owner.Ignores(1, kind: kinds[1]);
        owner.Happens(new BehaviourEvent.TimePassed());

        Assert.Equal(
            [Lane.Standard, Lane.Bulk, Lane.Standard, Lane.Standard],
            kinds.Select(kind => BehaviourDecision.LaneFor(owner.State, kind, Lane.Bulk, owner.Policy)));
        Assert.Equal(
            [Lane.Critical, Lane.Standard],
            new[] { Lane.Critical, Lane.Standard }
                .Select(lane => BehaviourDecision.LaneFor(owner.State, kinds[0], lane, owner.Policy)));
        Assert.Equal(Lane.Bulk, BehaviourDecision.LaneFor(
            owner.State, kinds[0], Lane.Bulk, owner.Policy with { Mode = LearningMode.Suggest }));
    }

    private static ReactionTimes After(ReactionTimes times, string minutes) => minutes.Split(' ').Aggregate(
        times, (it, text) => it.After(text == "x" ? null : TimeSpan.FromMinutes(int.Parse(text))));
}
