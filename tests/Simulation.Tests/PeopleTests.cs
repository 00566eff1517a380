using System.Globalization;
using Kwala.Core.Behaviour;
using Kwala.Simulation.People;
using Xunit.Abstractions;

namespace Kwala.Simulation.Tests;

/// <summary>A year of each person, over several seeds: what is learned of them is right, and soon enough.</summary>
public sealed class PeopleTests(ITestOutputHelper output)
{
    private const int Weeks = 52, Seeds = 20;

    private static readonly PersonFigures[] Runs =
    [
        .. Cast.All.Select(person => PersonFigures.Sum(
            person.Name,
            Enumerable.Range(1, Seeds).Select(seed => PersonYear.Run(person, (ulong)seed, Weeks)))),
    ];

    private static PersonFigures All { get; } = PersonFigures.Sum("all", Runs);

    [Fact]
    public void Of_what_would_have_been_acted_on_at_most_two_percent_is_kept_back()
    {
        foreach (var run in Runs.Append(All))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run.Name,-22} {run.Alerts,7} alerts, saved {run.Saved:P1}, missed {run.MissedOfActed:P2} of acted "
                + $"and {run.MissedOfWithheld:P2} of kept back, slot {run.SlotAccuracy:P1}, invented {run.SlotsInvented}, "
                + $"adapted in {run.Adapted.DefaultIfEmpty().Max()}, slot follows in {run.WeeksToFollow} weeks, {run.BytesMax} B"));

        Assert.All(Runs, run => Assert.InRange(run.MissedOfActed, 0, 0.02));
        Assert.InRange(All.MissedOfWithheld, 0, 0.02);
    }

    [Fact]
    public void Whoever_changes_is_followed_within_twenty_alerts()
    {
        var changed = Runs.Single(run => run.Name == "changes in week 6");

        Assert.Equal(2 * Seeds, changed.Adapted.Count);
        Assert.InRange(changed.Adapted.Max(), 1, 20);
    }

    [Theory]
    [InlineData("Friday claimer")]
    [InlineData("night worker")]
    [InlineData("changes in week 6")]
    public void Slot_of_whoever_has_one_is_learned(string name) =>
        Assert.InRange(Runs.Single(run => run.Name == name).SlotAccuracy, 0.95, 1);

    [Fact]
    public void No_slot_is_learned_of_whoever_has_none() =>
        Assert.All(Runs.Where(run => run.SlotWeeks == 0), run =>
            Assert.InRange(run.SlotsInvented, 0, Seeds * Weeks / 20));

    [Fact]
    public void What_nobody_wants_is_saved() =>
        Assert.Equal(
            [("Friday claimer", true), ("night worker", true), ("ignores small yields", true),
                ("changes in week 6", true), ("bot", false), ("whale", true), ("undecided", false)],
            Runs.Select(run => (run.Name, run.Saved > 0.25)));

    [Fact]
    public void A_year_takes_less_than_the_share_of_the_record() =>
        Assert.InRange(All.BytesMax, 1, BehaviourBound.BytesMax);

    [Fact]
    public void A_seed_makes_the_same_year_again()
    {
        var (one, other) = (PersonYear.Run(Cast.All[5], 7, Weeks), PersonYear.Run(Cast.All[5], 7, Weeks));

        Assert.Equal(
            (one.Alerts, one.WouldAct, one.Withheld, one.Missed, one.BytesMax),
            (other.Alerts, other.WouldAct, other.Withheld, other.Missed, other.BytesMax));
        Assert.NotEqual(one.Withheld, PersonYear.Run(Cast.All[5], 8, Weeks).Withheld);
    }
}
